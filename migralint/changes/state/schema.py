"""The schema at one point of the history: read by rules, changed by `apply`."""

from __future__ import annotations

from collections.abc import Iterator

from migralint.changes.definitions import TableName
from migralint.changes.state.tables import (  # fmt: skip
    NEVER,
    ColumnState,
    ConstraintState,
    IndexState,
    Tables,
    TableState,
    TypeState,
    ViewState,
)


class SchemaState:
    """What is known about a schema. A fact is no longer known once an unreadable change may have altered it.

    All queries return None, or nothing, for what is not known: a rule that needs the fact reports nothing.
    """

    __slots__ = ("age", "copying", "tables", "types", "variables", "views")

    def __init__(self) -> None:
        self.age = 0
        """Increases with every unreadable change: earlier facts are not certain any more."""
        self.copying: int | None = None
        """The number of the batch of the current revision that copies its table in any case."""
        self.tables = Tables()
        self.views: dict[tuple[str, str], ViewState] = {}
        self.types: dict[str, TypeState] = {}
        self.variables: dict[str, str] = {}
        """The variables that SET and PRAGMA set in the current revision."""

    def copy(self) -> SchemaState:
        """An independent copy with the same facts."""
        other = SchemaState()
        other.age = self.age
        other.tables, other.views = self.tables.copy(), dict(self.views)
        other.types, other.variables = dict(self.types), dict(self.variables)
        return other

    def entry(self, name: TableName | None) -> TableState | None:
        """The record of a table, certain or not."""
        return self.tables.get(name.key) if name is not None else None

    def entry_or_new(self, name: TableName | None) -> TableState | None:
        """The record of a table, certain or not; a new record if no CREATE was seen, None without a name."""
        if name is None:
            return None
        entry = self.tables.get(name.key)
        return entry if entry is not None else TableState(name, {})

    def table(self, name: TableName | None) -> TableState | None:
        """The table, if it certainly exists; None: it does not exist, or that is not known."""
        entry = self.entry(name)
        return entry if entry is not None and entry.age >= self.age else None

    def is_whole(self, table: TableState) -> bool:
        """Whether all columns, constraints and indexes of a table are known."""
        return table.complete and table.full_age >= self.age

    def column(self, table: TableName | None, name: str | None) -> ColumnState | None:
        """The column in its present form; None: it does not exist, or nothing is known about it."""
        entry = self.entry(table)
        if entry is None or name is None:
            return None
        column = entry.columns.get(name.lower())
        return column if column is not None and column.age >= self.age else None

    def constraints(self, table: TableName | None) -> Iterator[ConstraintState]:
        """The constraints that a table certainly has, in order of creation; it may have more."""
        entry = self.entry(table)
        for one in entry.constraints if entry is not None else ():
            if one.age >= self.age:
                yield one

    def constraint(self, table: TableName | None, name: str | None) -> ConstraintState | None:
        """The constraint with this name, if the table certainly has it."""
        if name is None:
            return None
        matching = (one for one in self.constraints(table) if (one.constraint.name or "").lower() == name.lower())
        return next(matching, None)

    def indexes(self, table: TableName | None) -> Iterator[IndexState]:
        """The indexes that a table certainly has, in order of creation; it may have more."""
        entry = self.entry(table)
        for one in entry.indexes if entry is not None else ():
            if one.age >= self.age:
                yield one

    def index(self, name: str | None, schema: str | None = None) -> tuple[TableState, IndexState] | None:
        """The index with this name, and its table."""
        if name is None:
            return None
        for table in self.tables.with_index(name):
            for one in table.indexes:
                same = one.age >= self.age and one.name is not None and one.name.lower() == name.lower()
                if same and (schema is None or (table.name.schema or "").lower() == schema.lower()):
                    return table, one
        return None

    def referencing(self, name: TableName) -> Iterator[tuple[TableState, ConstraintState]]:
        """The foreign keys that refer to a table, each with its own table."""
        for table in self.tables.values():
            for one in table.constraints:
                reference = one.constraint.reference
                target = reference.table if reference is not None else None
                if one.age >= self.age and target is not None and target.key == name.key:
                    yield table, one

    def view(self, name: TableName | None) -> ViewState | None:
        """The view with this name."""
        entry = self.views.get(name.key) if name is not None else None
        return entry if entry is not None and entry.age >= self.age else None

    def views_of(self, name: TableName) -> Iterator[ViewState]:
        """The views that read a table."""
        for view in self.views.values():
            if view.age >= self.age and any(one.name.lower() == name.name.lower() for one in view.reads):
                yield view

    def type(self, name: str | None) -> TypeState | None:
        """The enum or other type with this name."""
        entry = self.types.get(name.lower()) if name is not None else None
        return entry if entry is not None and entry.age >= self.age else None

    def columns_of_type(self, name: str) -> Iterator[tuple[TableState, ColumnState]]:
        """The columns whose type has this name."""
        for table in self.tables.values():
            for column in table.columns.values():
                if column.age >= self.age and (column.type.name or "").lower() == name.lower():
                    yield table, column

    @property
    def is_certain(self) -> bool:
        """Whether all changes so far could be read: then an object that is not recorded does not exist."""
        return self.age == 0

    def forget_everything(self) -> None:
        """Handle an unreadable change of any objects: no earlier fact is certain any more."""
        self.age += 1

    def forget(self, name: TableName) -> None:
        """Handle an unreadable change of one table: no earlier fact about it is certain any more."""
        entry = self.entry(name)
        if entry is not None:
            self.tables[name.key] = TableState(
                entry.name, {}, made=entry.made, temporary=entry.temporary, triggers=entry.triggers, age=NEVER
            )

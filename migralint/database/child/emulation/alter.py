"""ALTER TABLE actions carried out on SQLite by editing the table's text and rebuilding it; reads no SQL text itself."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType

from . import alter_text as actions
from . import table_edit as edit
from .catalogue import Catalogue, Dependent, in_schema
from .definitions import column_definition, constraint_definition, declared_type, default_expression
from .rebuild import rebuild
from .record import EXACT, GUESSED, MEANING_LOST, NO_MEANING
from .server_names import ServerNames
from .table_text import Column, Constraint, TableText, read_table
from .tokens import fold, quote, same_name, tokenize

Note = Callable[[str, str], None]
"""Takes what was done and its class."""


class NoSuchConstraintError(ValueError):
    """There is no constraint of this name. A ValueError because that is what Alembic's batch raises."""


class Alteration:
    """Carries out one ALTER TABLE."""

    def __init__(
        self,
        catalogue: Catalogue,
        names: Sequence[ServerNames],
        note: Note,
        *,
        dialect: str,
        batch: bool = False,
        conventional: Mapping[str, tuple[str, tuple[str, ...]]] = MappingProxyType({}),
        undecided: dict[tuple[str, str], list[str]] | None = None,
    ) -> None:
        """`names`: where to look for constraints without a name; `batch`: within Alembic's `batch_alter_table`,
        where a constraint replaces one of the same name; `conventional`: further names, with kind and columns;
        `undecided`: by schema and table, the texts of constraints that were dropped as the first of several without a
        name, kept up to date from one ALTER TABLE to the next."""
        self._catalogue = catalogue
        self._names = names
        self._note = note
        self._mysql = dialect in ("mysql", "mariadb")
        self._batch = batch
        self._conventional = conventional
        self._undecided = {} if undecided is None else undecided
        self._schema = "main"
        self._table = ""

    def run(self, statement: actions.AlterTable) -> None:
        """Carry out every action in order. Raises the driver's errors, NoSuchConstraintError, NotUnderstoodError."""
        known = statement.schema in self._catalogue.schemas()
        found = self._catalogue.find_table(statement.table, statement.schema if known else None)
        if found is None:
            if statement.if_exists:
                self._note("IF EXISTS", EXACT)
                return
            raise sqlite3.OperationalError(f"no such table: {statement.table}")
        self._schema, self._table = found
        for action in statement.actions:
            self._one(action)
            for names in self._names:
                names.refresh()

    def _one(self, action: actions.Action) -> None:
        if isinstance(action, actions.Nothing):
            self._note(f"ALTER TABLE for {action.what}", MEANING_LOST if action.lost else NO_MEANING)
        elif isinstance(action, actions.AddColumn):
            self._add_column(action)
        elif isinstance(action, actions.DropColumn):
            self._drop_column(action)
        elif isinstance(action, actions.RenameColumn):
            self._rename_column(action.name, action.new)
        elif isinstance(action, actions.RenameTable):
            self._rename_table(action.new)
        elif isinstance(action, actions.SetType):
            self._set_type(action)
        elif isinstance(action, actions.SetNullable):
            table = self._read()
            column = self._column(table, action.name)
            self._rebuild(table, edit.set_nullable(table, column, action.nullable), "ALTER COLUMN … NULL")
        elif isinstance(action, actions.SetDefault):
            self._set_default(action)
        elif isinstance(action, actions.DropExpression):
            table = self._read()
            column = self._column(table, action.name)
            self._rebuild(table, edit.set_generated(table, column, None), "ALTER COLUMN … DROP EXPRESSION")
        elif isinstance(action, actions.Redefine):
            self._redefine(action)
        elif isinstance(action, actions.AddConstraint):
            self._add_constraint(action)
        elif isinstance(action, actions.DropConstraint):
            self._drop_constraint(action)
        elif isinstance(action, actions.RenameConstraint):
            self._rename_constraint(action)
        else:
            self._add_index(action)

    # Reading and writing the table

    def _read(self) -> TableText:
        return self._catalogue.table(self._schema, self._table)

    def _column(self, table: TableText, name: str) -> Column:
        column = table.column(name)
        if column is None:
            raise sqlite3.OperationalError(f"no such column: {table.name}.{name}")
        return column

    def _rebuild(
        self,
        table: TableText,
        new: TableText,
        what: str,
        cls: str = EXACT,
        *,
        values: dict[str, str] | None = None,
        without: frozenset[str] = frozenset(),
    ) -> None:
        if new.sql != table.sql or without:
            rebuild(self._catalogue, self._schema, table, new, values=values, without=without)
        self._note(f"{what} by rebuilding the table", cls)

    def _notes(self, notes: Sequence[tuple[str, str]]) -> None:
        for what, cls in notes:
            self._note(what, cls)

    # Columns

    def _add_column(self, action: actions.AddColumn) -> None:
        table = self._read()
        if table.column(action.name) is not None:
            if action.if_not_exists:
                self._note("IF NOT EXISTS", EXACT)
                return
            raise sqlite3.OperationalError(f"duplicate column name: {action.name}")
        translated = column_definition(action.definition)
        new = edit.add_column(table, translated.text)
        self._notes(translated.notes)
        values = self._implicit_value(new, new.columns[-1]) if self._mysql else None
        self._rebuild(table, new, "ADD COLUMN", values=values)

    def _implicit_value(self, table: TableText, column: Column) -> dict[str, str] | None:
        """MySQL fills a new NOT NULL column without a default with its type's zero."""
        bare = column.constraint("not null") is not None and column.constraint("default") is None
        if not bare or column.constraint("generated") is not None:
            return None
        if not self._catalogue.has_rows(self._schema, self._table):
            return None
        declared = table.text(column.type_span).upper()
        if any(word in declared for word in ("CHAR", "TEXT")):
            value = "''"
        elif any(word in declared for word in ("INT", "BOOL", "FLOAT", "DOUBLE", "REAL", "NUMERIC", "DECIMAL")):
            value = "0"
        else:
            return None
        self._note("the implicit default of a new NOT NULL column", GUESSED)
        return {column.name: value}

    def _drop_column(self, action: actions.DropColumn) -> None:
        table = self._read()
        column = table.column(action.name)
        if column is None and action.if_exists:
            self._note("IF EXISTS", EXACT)
            return
        column = self._column(table, action.name)
        new = edit.drop_column(table, column)
        cls = EXACT
        while True:
            about = next((one for one in new.table_constraints if new.mentions(one, action.name)), None)
            if about is None:
                break
            if len(about.columns) > 1:
                cls = GUESSED  # servers differ in what becomes of a key over several columns
            new = edit.drop_constraint(new, about)
        without = frozenset(
            fold(one.name)
            for one in self._catalogue.dependents(self._schema, self._table)
            if one.kind == "index" and _names_column(one, action.name)
        )
        if any(len(self._catalogue.index_columns(self._schema, name)) > 1 for name in without):
            cls = GUESSED
        self._rebuild(table, new, "DROP COLUMN", cls, without=without)

    def _rename_column(self, name: str, new: str) -> None:
        qualified = f"{quote(self._schema)}.{quote(self._table)}"
        self._catalogue.execute(f"ALTER TABLE {qualified} RENAME COLUMN {quote(name)} TO {quote(new)}")

    def _rename_table(self, new: str) -> None:
        self._catalogue.execute(f"ALTER TABLE {quote(self._schema)}.{quote(self._table)} RENAME TO {quote(new)}")
        for names in self._names:
            names.refresh((self._schema, self._table, new))
        self._table = new

    def _set_type(self, action: actions.SetType) -> None:
        table = self._read()
        column = self._column(table, action.name)
        translated = declared_type(action.declared)
        if action.using is not None and self._catalogue.has_rows(self._schema, self._table):
            # The column's affinity converts what a plain cast of it would; anything else is the server's language.
            words = {fold(token.identifier) for token in tokenize(action.using) if token.kind in ("word", "name")}
            declared = {fold(token.identifier) for token in tokenize(action.declared)}
            if not words - declared <= {fold(action.name), "cast", "as"}:
                raise actions.NotUnderstoodError(f"USING {action.using} on a table that has rows")
            self._note("USING with a plain cast", GUESSED)
        self._notes(translated.notes)
        self._rebuild(table, edit.set_type(table, column, translated.text), "ALTER COLUMN … TYPE")

    def _set_default(self, action: actions.SetDefault) -> None:
        table = self._read()
        column = self._column(table, action.name)
        expression = None
        if action.expression is not None:
            translated = default_expression(action.expression)
            self._notes(translated.notes)
            expression = translated.text or None
        self._rebuild(table, edit.set_default(table, column, expression), "ALTER COLUMN … DEFAULT")

    def _redefine(self, action: actions.Redefine) -> None:
        if not same_name(action.name, action.new):
            self._rename_column(action.name, action.new)
        table = self._read()
        column = self._column(table, action.new)
        translated = column_definition(action.definition)
        self._notes(translated.notes)
        # MODIFY says type, nullability and default anew; keys and checks stay.
        kept = [
            table.sql[one.start : one.end]
            for one in column.constraints
            if one.kind in ("primary key", "unique", "foreign key", "check")
        ]
        definition = " ".join([translated.text, *kept])
        new = read_table(edit.splice(table.sql, (column.start, column.end, definition)))
        self._rebuild(table, new, "MODIFY COLUMN")

    # Constraints and indexes

    def _add_constraint(self, action: actions.AddConstraint) -> None:
        table = self._read()
        existing = None if action.name is None else self._named(table, action.name)
        if existing is not None:
            if action.if_not_exists:
                self._note("IF NOT EXISTS", EXACT)
                return
            if not self._batch:
                raise sqlite3.ProgrammingError(f'constraint "{action.name}" of table "{table.name}" already exists')
        new = table if existing is None else edit.drop_constraint(table, existing)
        definition, without = self._from_index(action.definition)
        translated = constraint_definition(definition)
        self._notes(translated.notes)
        new = edit.add_constraint(new, translated.text)
        added = new.table_constraints[-1]
        new = self._decide(new, added)
        if added.kind == "primary key":
            for name in added.columns:  # a server makes the columns of a primary key NOT NULL
                new = edit.set_nullable(new, self._column(new, name), False)
        self._rebuild(table, new, "ADD CONSTRAINT", without=without)

    def _decide(self, new: TableText, added: Constraint) -> TableText:
        """Correct a guess: a key that is added again under the same columns is the one that was dropped before."""
        dropped = self._undecided.get((self._schema, fold(self._table)), [])
        twin = next(
            (one for one in new.constraints if one.name is None and one != added and one.columns == added.columns), None
        )
        if not dropped or twin is None or twin.kind != added.kind:
            return new
        return edit.add_constraint(edit.drop_constraint(new, twin), dropped.pop())

    def _from_index(self, definition: str) -> tuple[str, frozenset[str]]:
        """`… UNIQUE USING INDEX name` with the columns of that index, which the constraint takes over."""
        tokens = tokenize(definition)
        for at, token in enumerate(tokens[:-2]):
            if token.word == "USING" and tokens[at + 1].word == "INDEX" and tokens[at + 2].word != "TABLESPACE":
                index = tokens[at + 2].identifier
                columns = self._catalogue.index_columns(self._schema, index)
                listed = ", ".join(quote(one) for one in columns if one is not None)
                text = edit.splice(definition, (token.start, tokens[at + 2].end, f"({listed})"))
                return text, frozenset((fold(index),))
        return definition, frozenset()

    def _named(self, table: TableText, name: str, kind: str | None = None) -> Constraint | None:
        return next(
            (
                one
                for one in table.constraints
                if one.name is not None and same_name(one.name, name) and kind in (None, "index", one.kind)
            ),
            None,
        )

    def _find(self, table: TableText, action: actions.DropConstraint) -> tuple[Constraint | None, str]:
        if action.name is not None:
            named = self._named(table, action.name, action.kind) or self._named(table, action.name)
            if named is not None:
                return named, EXACT
            for names in self._names:
                found = names.find(self._schema, table, action.name)
                if found is not None:
                    return found, GUESSED
            if action.name in self._conventional:
                kind, columns = self._conventional[action.name]
                alike = [one for one in table.constraints if one.name is None and one.kind == kind]
                return next((one for one in alike if one.columns == columns), None), GUESSED
        elif action.kind is not None and action.kind != "primary key":
            # Reflection on SQLite gave the migration no name where a server would.
            alike = [one for one in table.constraints if one.name is None and one.kind == action.kind]
            if not alike:
                raise NoSuchConstraintError("Constraint must have a name")
            if len(alike) > 1:
                dropped = self._undecided.setdefault((self._schema, fold(self._table)), [])
                dropped.append(_as_table_constraint(table, alike[0]))
            return alike[0], GUESSED
        if action.kind == "primary key":
            primary = next((one for one in table.constraints if one.kind == "primary key"), None)
            return primary, EXACT if action.name is None or self._mysql else GUESSED
        return None, EXACT

    def _drop_constraint(self, action: actions.DropConstraint) -> None:
        table = self._read()
        constraint, cls = self._find(table, action)
        if constraint is not None:
            self._rebuild(table, edit.drop_constraint(table, constraint), "DROP CONSTRAINT", cls)
            return
        if action.name is not None and action.kind in (None, "index", "unique"):
            index = self._catalogue.find_index(action.name, self._schema)
            if index is not None and same_name(index[1], self._table):
                self._catalogue.execute(f"DROP INDEX {quote(self._schema)}.{quote(action.name)}")
                self._note("DROP CONSTRAINT of a unique index", EXACT)
                return
        if action.if_exists:
            self._note("IF EXISTS", EXACT)
            return
        if self._batch:
            raise NoSuchConstraintError(f"No such constraint: '{action.name}'")
        raise sqlite3.ProgrammingError(f'constraint "{action.name}" of table "{table.name}" does not exist')

    def _rename_constraint(self, action: actions.RenameConstraint) -> None:
        table = self._read()
        index = self._catalogue.find_index(action.name, self._schema)
        if index is not None:
            self._rename_index(action)
            return
        constraint, cls = self._find(table, actions.DropConstraint(action.name))
        if constraint is None:
            raise sqlite3.ProgrammingError(f'constraint "{action.name}" of table "{table.name}" does not exist')
        text = table.sql[constraint.start : constraint.end]
        if constraint.name is None:
            text = f"CONSTRAINT {quote(action.new)} {text}"
        else:
            name = tokenize(text)[1]
            text = edit.splice(text, (name.start, name.end, quote(action.new)))
        new = read_table(edit.splice(table.sql, (constraint.start, constraint.end, text)))
        self._rebuild(table, new, "RENAME CONSTRAINT", cls)

    def _rename_index(self, action: actions.RenameConstraint) -> None:
        for one in self._catalogue.dependents(self._schema, self._table):
            if one.kind == "index" and same_name(one.name, action.name):
                name = next(token for token in tokenize(one.sql) if same_name(token.identifier, action.name))
                sql = edit.splice(one.sql, (name.start, name.end, quote(action.new)))
                self._catalogue.execute(f"DROP INDEX {quote(self._schema)}.{quote(one.name)}")
                self._catalogue.execute(in_schema(sql, self._schema))
                self._note("RENAME INDEX by creating it again", EXACT)

    def _add_index(self, action: actions.AddIndex) -> None:
        tokens = tokenize(action.columns)
        columns = [token for token in tokens if token.can_name]
        name = action.name or columns[0].identifier
        unique = "UNIQUE " if action.unique else ""
        self._catalogue.execute(
            f"CREATE {unique}INDEX {quote(self._schema)}.{quote(name)} ON {quote(self._table)} {action.columns}"
        )
        self._note("ADD INDEX as CREATE INDEX", EXACT)


def _as_table_constraint(table: TableText, constraint: Constraint) -> str:
    """The text of a constraint as it can stand at the end of the table, also if it is written at a column."""
    text = table.sql[constraint.start : constraint.end]
    if constraint.column is None or constraint.kind != "foreign key":
        return text
    return f"FOREIGN KEY ({quote(constraint.column)}) {text}"


def _names_column(index: Dependent, column: str) -> bool:
    tokens = tokenize(index.sql)
    start = next((at for at, token in enumerate(tokens) if token.text == "("), 0)
    return any(fold(token.identifier) == fold(column) for token in tokens[start:] if token.kind in ("word", "name"))

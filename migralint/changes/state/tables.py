"""What is known about one table, view or type at some point of the history: plain values, replaced on change."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from msgspec import Struct

from migralint.changes.definitions import Column, Constraint, Default, IndexPart, TableName
from migralint.changes.types import UNKNOWN_TYPE, Type
from migralint.source.location import Location

NEVER = -1
"""The age of a fact that is not known."""


class Made(Struct, frozen=True):
    """The place where something was created."""

    revision: str
    """The id of the revision."""
    location: Location | None = None
    dialects: frozenset[str] | None = None
    """The dialects in which it exists, according to the guards; None: all."""


class ColumnState(Struct, frozen=True):
    """A column as the history leaves it."""

    name: str
    type: Type = UNKNOWN_TYPE
    nullable: bool | None = None
    """None: not known."""
    default: Default | Literal["none", "unknown"] = "unknown"
    comment: str | Literal[False] | None = False
    """None: it has no default; False: not known."""
    primary_key: bool = False
    autoincrement: bool | None = None
    made: Made | None = None
    """The place where it was added."""
    age: int = NEVER
    """The age of the schema in which this was certain."""
    reset: frozenset[str] = frozenset()
    """Which of nullable, default and comment MySQL and MariaDB have already removed, as MODIFY did not repeat them."""

    @property
    def is_computed(self) -> bool:
        """Whether it is computed from other columns."""
        return isinstance(self.default, Default) and self.default.kind == "computed"


class ConstraintState(Struct, frozen=True):
    """A constraint as the history leaves it."""

    constraint: Constraint
    validated: bool = True
    made: Made | None = None
    validated_in: str = ""
    """The revision that validated it; empty: it was valid from the start, or is not validated."""
    age: int = NEVER


class IndexState(Struct, frozen=True):
    """An index as the history leaves it."""

    name: str | None
    columns: tuple[IndexPart, ...] = ()
    unique: bool = False
    where: str | None = None
    made: Made | None = None
    age: int = NEVER


class TableState(Struct, frozen=True):
    """A table as the history leaves it."""

    name: TableName
    columns: dict[str, ColumnState]
    """By their names in lower case."""
    constraints: tuple[ConstraintState, ...] = ()
    indexes: tuple[IndexState, ...] = ()
    complete: bool = False
    """Whether all of its columns are known: then a column that is not among them does not exist."""
    made: Made | None = None
    """The place where it was created; None: no read revision creates it."""
    temporary: bool = False
    partition_by: str | None = None
    triggers: frozenset[str] = frozenset()
    sqlite_autoincrement: bool = False
    age: int = NEVER
    """The age in which it certainly existed."""
    full_age: int = NEVER
    """The age in which `complete` held, and the lists of constraints and indexes were complete."""


class Tables(dict[tuple[str, str], TableState]):
    """The tables by their keys, filled only by `tables[key] = table`.

    Finds the tables with an index of a given name without a search through all of them: a long history has many tables,
    and every index is looked up.
    """

    __slots__ = ("_places",)

    def __init__(self, tables: Iterable[tuple[tuple[str, str], TableState]] = ()) -> None:
        super().__init__(tables)
        self._places: dict[str, frozenset[tuple[str, str]]] = {}
        """By the name of an index in lower case, the tables that had one; they may have lost it since."""

    def __setitem__(self, key: tuple[str, str], table: TableState) -> None:
        super().__setitem__(key, table)
        for index in table.indexes:
            if index.name is not None:
                places = self._places.get(index.name.lower(), frozenset())
                if key not in places:
                    self._places[index.name.lower()] = places | {key}

    def copy(self) -> Tables:
        """An independent copy."""
        other = Tables(self.items())
        other._places = dict(self._places)
        return other

    def with_index(self, name: str) -> Iterable[TableState]:
        """The tables that may have an index of a name, in order."""
        places = self._places.get(name.lower(), frozenset())
        if len(places) > 1:
            return (table for key, table in self.items() if key in places)
        return (self[key] for key in places if key in self)


class ViewState(Struct, frozen=True):
    """A view as the history leaves it."""

    name: TableName
    reads: tuple[TableName, ...] = ()
    materialized: bool = False
    made: Made | None = None
    age: int = NEVER


class TypeState(Struct, frozen=True):
    """An enum type, domain or other type as the history leaves it."""

    name: str
    values: tuple[str, ...] | None = None
    made: Made | None = None
    by: Literal["create_table", "create", "sql"] = "sql"
    """Created by the table that uses it, by `.create()`, or by SQL."""
    age: int = NEVER


def column_state(column: Column, made: Made, age: int) -> ColumnState:
    """The column that a definition creates."""
    serial = column.type.family.endswith("serial")
    default: Default | Literal["none", "unknown"] = column.default if column.default is not None else "none"
    if serial:
        default = Default(None, "sequence", column.type.text)
    nullable: bool | None = not column.is_required and not serial
    if not column.nullable_known:
        nullable = None
    return ColumnState(
        (column.name or "").lower(),
        column.type,
        nullable,
        default if column.complete else "unknown",
        column.comment if column.complete else False,
        column.primary_key,
        column.autoincrement,
        made,
        age,
    )

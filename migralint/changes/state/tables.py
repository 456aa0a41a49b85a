"""What is known about one table, view or type at some point of the history: plain values, replaced on change."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from msgspec import Struct

from migralint.changes.parts import Column, Constraint, Default, IndexPart, TableName
from migralint.changes.types import UNKNOWN_TYPE, Type
from migralint.source.location import Location

NEVER = -1
"""The age of a fact that is not known."""


class Made(Struct, frozen=True):
    """Where something was made."""

    revision: str
    """The id of the revision."""
    location: Location | None = None
    dialects: frozenset[str] | None = None
    """The dialects that have it, as guards tell; None: all."""


class ColumnState(Struct, frozen=True):
    """A column as the history left it."""

    name: str
    type: Type = UNKNOWN_TYPE
    nullable: bool | None = None
    """None: not known."""
    default: Default | Literal["none", "unknown"] = "unknown"
    comment: str | Literal[False] | None = False
    """None: it has none; False: not known."""
    primary_key: bool = False
    autoincrement: bool | None = None
    made: Made | None = None
    """Where it was added."""
    age: int = NEVER
    """In which age of the schema this was so."""
    reset: frozenset[str] = frozenset()
    """Which of nullable, default and comment MySQL and MariaDB have already taken away, as MODIFY did not repeat it."""

    @property
    def is_computed(self) -> bool:
        """Whether it is generated from others."""
        return isinstance(self.default, Default) and self.default.kind == "computed"


class ConstraintState(Struct, frozen=True):
    """A constraint as the history left it."""

    constraint: Constraint
    validated: bool = True
    made: Made | None = None
    validated_in: str = ""
    """The revision that validated it; empty: it was valid from the beginning, or is not."""
    age: int = NEVER


class IndexState(Struct, frozen=True):
    """An index as the history left it."""

    name: str | None
    columns: tuple[IndexPart, ...] = ()
    unique: bool = False
    where: str | None = None
    made: Made | None = None
    age: int = NEVER


class TableState(Struct, frozen=True):
    """A table as the history left it."""

    name: TableName
    columns: dict[str, ColumnState]
    """By their names in lower case."""
    constraints: tuple[ConstraintState, ...] = ()
    indexes: tuple[IndexState, ...] = ()
    complete: bool = False
    """Whether all of its columns are known: a column that is not among them is not there."""
    made: Made | None = None
    """Where it was created; None: nobody here saw that."""
    temporary: bool = False
    partition_by: str | None = None
    triggers: frozenset[str] = frozenset()
    sqlite_autoincrement: bool = False
    age: int = NEVER
    """In which age it was certainly there."""
    full_age: int = NEVER
    """In which age `complete` was so, and the lists of constraints and indexes were all there are."""


class Tables(dict[tuple[str, str], TableState]):
    """The tables by their keys, filled by `tables[key] = table` alone.

    Finds those with an index of a name without looking at all: a long history has many tables, and asks at every index.
    """

    __slots__ = ("_places",)

    def __init__(self, tables: Iterable[tuple[tuple[str, str], TableState]] = ()) -> None:
        super().__init__(tables)
        self._places: dict[str, frozenset[tuple[str, str]]] = {}
        """By the name of an index in lower case, the tables that had one: they may have lost it since."""

    def __setitem__(self, key: tuple[str, str], table: TableState) -> None:
        super().__setitem__(key, table)
        for index in table.indexes:
            if index.name is not None:
                places = self._places.get(index.name.lower(), frozenset())
                if key not in places:
                    self._places[index.name.lower()] = places | {key}

    def copy(self) -> Tables:
        """Tables of their own."""
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
    """A view as the history left it."""

    name: TableName
    reads: tuple[TableName, ...] = ()
    materialized: bool = False
    made: Made | None = None
    age: int = NEVER


class TypeState(Struct, frozen=True):
    """An enum type, domain or other type as the history left it."""

    name: str
    values: tuple[str, ...] | None = None
    made: Made | None = None
    by: Literal["create_table", "create", "sql"] = "sql"
    """Made by the table that uses it, by `.create()`, by SQL."""
    age: int = NEVER


def column_state(column: Column, made: Made, age: int) -> ColumnState:
    """What a definition makes."""
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

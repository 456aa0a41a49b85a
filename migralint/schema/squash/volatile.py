"""Columns whose values another run of the same migrations does not give again: now(), uuid4()."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import TypeVar

from migralint.schema.database import Database, full_name
from migralint.schema.objects import View
from migralint.schema.rows import Rows
from migralint.schema.table import Table
from migralint.source.frozen import replace


@dataclass(frozen=True, slots=True)
class Volatile:
    """What two runs differ in."""

    columns: frozenset[tuple[str, str]]
    """Table (with its schema unless that is the default one) and column, as `Rows.columns` has it."""
    unstable: tuple[str, ...]
    """Tables whose rows differ in more than single columns, or are too many to tell."""


def find_volatile(pairs: Iterable[tuple[Database, Database]]) -> Volatile:
    """Compare databases that the same migrations have built twice."""
    columns: set[tuple[str, str]] = set()
    unstable: dict[str, None] = {}
    for one, other in pairs:
        others = {full_name(holder.schema, holder.name): holder for holder in _holders(other)}
        for table in _holders(one):
            name = full_name(table.schema, table.name)
            found = _volatile(table.rows, others[name].rows) if name in others else None
            if found is None:
                unstable[name] = None
            else:
                columns |= {(name, column) for column in found}
    return Volatile(frozenset(columns), tuple(unstable))


def _holders(database: Database) -> tuple[Table | View, ...]:
    """What holds rows; of views, the materialised ones."""
    return (*database.tables, *database.views)


def _volatile(one: Rows | None, other: Rows | None) -> set[str] | None:
    """The columns in which the rows differ; None if they differ in more than columns."""
    if one is None or other is None or (one.count, one.digest) == (other.count, other.digest):
        return set()
    if one.count != other.count or one.kept is None or other.kept is None or one.columns != other.columns:
        return None
    differing = {
        column
        for place, column in enumerate(one.columns)
        if Counter(row[place] for row in one.kept) != Counter(row[place] for row in other.kept)
    }
    return differing if differing and _without(one, differing) == _without(other, differing) else None


def _without(rows: Rows, columns: AbstractSet[str]) -> tuple[tuple[str, ...], ...]:
    places = [place for place, name in enumerate(rows.columns) if name not in columns]
    return tuple(sorted(tuple(row[place] for place in places) for row in rows.kept or ()))


def stable(database: Database, volatile: Volatile) -> Database:
    """Return the database without the values of volatile columns."""
    return replace(
        database,
        tables=tuple(_stable(table, volatile) for table in database.tables),
        views=tuple(_stable(view, volatile) for view in database.views),
    )


H = TypeVar("H", Table, View)


def _stable(table: H, volatile: Volatile) -> H:
    name = full_name(table.schema, table.name)
    columns = {column for owner, column in volatile.columns if owner == name}
    rows = table.rows
    if not columns or rows is None or not rows.count:
        return table
    kept = _without(rows, columns)
    left = tuple(column for column in rows.columns if column not in columns)
    return replace(table, rows=Rows(rows.count, repr(kept), left, kept))

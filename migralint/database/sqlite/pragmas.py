"""Reads a table whose text cannot be read from SQLite's pragmas: no names, no checks, no collations."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence

from migralint.database.sqlite.create_table import ParsedColumn, ParsedTable
from migralint.schema.column import Computed
from migralint.schema.constraint import ForeignKey, PrimaryKey, UniqueConstraint
from migralint.sql.names import quote

_STORED = 3
"""The value of `hidden` in PRAGMA table_xinfo for a stored generated column; 2: for a virtual one."""


def table_from_pragmas(connection: sqlite3.Connection, name: str, listed: Sequence[Sequence[object]]) -> ParsedTable:
    """Return what is known of the table `name` without its text. `listed`: the rows of PRAGMA table_xinfo."""
    key = sorted((row for row in listed if row[5]), key=lambda row: int(str(row[5])))
    return ParsedTable(
        columns=tuple(_column(row) for row in listed),
        primary_key=PrimaryKey(tuple(str(row[1]) for row in key)) if key else None,
        uniques=tuple(UniqueConstraint(columns) for columns in _uniques(connection, name)),
        foreign_keys=tuple(_foreign_keys(connection, name)),
        options=tuple(sorted(_options(connection, name))),
    )


def _column(row: Sequence[object]) -> ParsedColumn:
    hidden = row[6]
    default = None if row[4] is None else str(row[4])
    computed = Computed("", hidden == _STORED) if hidden in (2, _STORED) else None
    return ParsedColumn(str(row[1]), str(row[2]), bool(row[3]), default=default, computed=computed)


def _uniques(connection: sqlite3.Connection, name: str) -> Iterator[tuple[str, ...]]:
    indexes = connection.execute(f"PRAGMA index_list({quote(name)})").fetchall()
    for index in reversed([row[1] for row in indexes if row[3] == "u"]):  # the pragma lists the last one first
        keys = connection.execute(f"PRAGMA index_info({quote(index)})").fetchall()
        yield tuple(row[2] for row in keys)


def _foreign_keys(connection: sqlite3.Connection, name: str) -> Iterator[ForeignKey]:
    by_key: dict[int, list[tuple[object, ...]]] = {}
    for row in connection.execute(f"PRAGMA foreign_key_list({quote(name)})"):
        by_key.setdefault(row[0], []).append(row)
    for rows in reversed(by_key.values()):
        target, on_update, on_delete = (str(rows[0][at]) for at in (2, 5, 6))
        named = tuple(str(row[4]) for row in rows if row[4] is not None)
        columns = tuple(str(row[3]) for row in rows)
        update, delete = ("" if action == "NO ACTION" else action for action in (on_update, on_delete))
        yield ForeignKey(columns, target, named, None, update, delete)


def _options(connection: sqlite3.Connection, name: str) -> Iterator[str]:
    """Yield the options. SQLite before 3.37 has no such pragma, and no STRICT; then the options are unknown."""
    for row in connection.execute(f"PRAGMA table_list({quote(name)})"):
        if row[4]:
            yield "WITHOUT ROWID"
        if row[5]:
            yield "STRICT"

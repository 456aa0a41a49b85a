"""Reads the rows of an SQLite table as literals."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from math import inf

from migralint.schema.rows import Rows, summarize


def read_rows(connection: sqlite3.Connection, table: str, columns: tuple[str, ...]) -> Rows | None:
    """Return the rows of `table` in `columns`; None if this SQLite cannot read it (a missing module)."""

    def identifier(name: str) -> str:
        return '"' + name.replace('"', '""') + '"'

    if not columns:
        return None
    names = ", ".join(identifier(name) for name in columns)
    try:
        cursor = connection.execute(f"SELECT {names} FROM {identifier(table)}")
        return summarize(tuple(name.lower() for name in columns), _literals(cursor))
    except sqlite3.OperationalError:
        return None


def read_virtual_rows(connection: sqlite3.Connection, table: str, columns: tuple[str, ...]) -> Rows | None:
    """Do the same for a virtual table, including the rowid, by which other tables refer to its rows."""
    return read_rows(connection, table, ("rowid", *(name for name in columns if name.lower() != "rowid")))


def _literals(rows: sqlite3.Cursor) -> Iterator[tuple[str, ...]]:
    for row in rows:
        yield tuple(_literal(value) for value in row)


def _literal(value: object) -> str:
    match value:
        case None:
            return "NULL"
        case bytes():
            return f"x'{value.hex()}'"
        case str():
            return "'" + value.replace("'", "''") + "'"
        case float() if value in (inf, -inf):
            return "9e999" if value > 0 else "-9e999"
        case _:
            return repr(value)

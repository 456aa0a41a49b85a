"""Writes an SQLite database as SQL that builds it again: readable, and the same for the same database."""

from __future__ import annotations

import math
import re
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from itertools import pairwise
from pathlib import Path
from urllib.parse import quote

from migralint.database.sqlite.rows import read_virtual_rows
from migralint.sql.cursor import Cursor

_BLANKS = re.compile(r"[ \t]+\n")
PER_INSERT = 100
"""The maximum number of rows in one INSERT."""


def dump_sqlite(path: str, schemas: Mapping[str, str], leave_out: Callable[[str | None, str], bool]) -> Iterator[str]:
    """Yield the statements, without semicolons: tables with their indexes, rows, views, triggers.

    `schemas`: the attached files, by name; `leave_out` takes a schema (None: the main file) and a table. Tables and
    rows are in the order of their creation, indexes in the order of their names.
    """
    files: dict[str | None, str] = {None: path, **dict(sorted(schemas.items()))}
    late: list[str] = []
    for schema, file in files.items():
        if not Path(file).is_file():
            continue
        with closing(_open(file)) as connection:
            yield from _file(connection, schema, leave_out, late)
    yield from late


def _open(path: str) -> sqlite3.Connection:
    connection = sqlite3.connect(f"file:{quote(str(Path(path).resolve()))}?mode=ro", uri=True, isolation_level=None)
    connection.text_factory = lambda data: data.decode("utf-8", "surrogateescape")
    return connection


def _file(
    connection: sqlite3.Connection, schema: str | None, leave_out: Callable[[str | None, str], bool], late: list[str]
) -> Iterator[str]:
    """Yield tables and rows; append views and triggers to `late`."""
    shadows = {row[1] for row in connection.execute("PRAGMA table_list") if row[2] == "shadow"}
    stored = connection.execute("SELECT type, name, tbl_name, sql FROM sqlite_master ORDER BY rowid").fetchall()
    tables = [
        (name, sql)
        for kind, name, _, sql in stored
        if kind == "table" and name not in shadows and not name.startswith("sqlite_") and not leave_out(schema, name)
    ]
    names = {name.lower() for name, _ in tables}
    for name, sql in tables:
        yield placed(sql, schema)
        # Alembic's batch mode creates indexes again in another order in each run.
        for kind, _, table, text in sorted(stored, key=lambda one: str(one[1])):
            if kind == "index" and table.lower() == name.lower() and text is not None:
                yield placed(text, schema)
    for name, sql in tables:
        yield from _rows(connection, schema, name, virtual=sql.split()[1].upper() == "VIRTUAL")
    yield from _positions(connection, schema, names)
    late += [sql for _, sql in read_settings(connection, schema)]
    views = {name.lower() for kind, name, _, _ in stored if kind == "view"}
    late += [placed(sql, schema) for kind, _, _, sql in stored if kind == "view"]
    late += [
        placed(sql, schema) for kind, _, table, sql in stored if kind == "trigger" and table.lower() in names | views
    ]


def read_settings(connection: sqlite3.Connection, schema: str | None) -> Iterator[tuple[str, str]]:
    """Yield the name and the statement of each number that the file stores for its application, if it is not 0."""
    for name in ("application_id", "user_version"):
        (value,) = connection.execute(f"PRAGMA {name}").fetchone()
        if value:
            place = name if schema is None else f"{_quoted(schema)}.{name}"
            yield name, f"PRAGMA {place} = {value}"


def placed(sql: str, schema: str | None) -> str:
    """Return the CREATE statement with `schema` before the name of the new object, without blanks at line ends.

    Programs that clean up text files would remove such blanks.
    """
    cursor = Cursor(sql)
    for before, after in reversed(tuple(pairwise(cursor.tokens))):
        gap = sql[before.end : after.start]
        if " \n" in gap:
            sql = sql[: before.end] + _BLANKS.sub("\n", gap) + sql[after.start :]
    if schema is None:
        return sql
    cursor = Cursor(sql)
    while not cursor.accept("TABLE") and not any(cursor.accept(word) for word in ("INDEX", "VIEW", "TRIGGER")):
        cursor.take()
    cursor.accept("IF", "NOT", "EXISTS")
    start = cursor.tokens[cursor.position].start
    return f"{sql[:start]}{_quoted(schema)}.{sql[start:]}"


def _rows(connection: sqlite3.Connection, schema: str | None, table: str, *, virtual: bool) -> Iterator[str]:
    listed = connection.execute(f"PRAGMA table_xinfo({_quoted(table)})").fetchall()
    columns = [row[1] for row in listed if row[6] == 0]  # neither hidden nor generated
    if virtual:
        held = read_virtual_rows(connection, table, tuple(columns))
        columns = columns if held is None else [*held.columns]
    names = ", ".join(_quoted(name) for name in columns)
    order = "" if virtual else _order(connection, table, listed)
    try:
        cursor = connection.execute(f"SELECT {names} FROM {_quoted(table)}{order}")
    except sqlite3.OperationalError:
        return  # a virtual table whose module this SQLite does not have
    name = _quoted(table) if schema is None else f"{_quoted(schema)}.{_quoted(table)}"
    while rows := cursor.fetchmany(PER_INSERT):
        values = ",\n    ".join(f"({', '.join(literal(connection, value) for value in row)})" for row in rows)
        yield f"INSERT INTO {name} ({names}) VALUES\n    {values}"


def _order(connection: sqlite3.Connection, table: str, listed: list[tuple[object, ...]]) -> str:
    names = {str(row[1]).lower() for row in listed}
    alias = next((name for name in ("rowid", "_rowid_", "oid") if name not in names), None)
    without = connection.execute("SELECT wr FROM pragma_table_list WHERE name = ?", (table,)).fetchone()
    if alias is not None and not (without and without[0]):
        return f" ORDER BY {alias}"
    key = [row for row in listed if row[5]] or listed
    ordered = sorted(key, key=lambda row: int(str(row[5])))
    return f" ORDER BY {', '.join(_quoted(str(row[1])) for row in ordered)}"


def _positions(connection: sqlite3.Connection, schema: str | None, names: set[str]) -> Iterator[str]:
    """Yield statements that set the positions of AUTOINCREMENT; the INSERTs have set other positions."""
    if connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'sqlite_sequence'").fetchone() is None:
        return
    table = "sqlite_sequence" if schema is None else f"{_quoted(schema)}.sqlite_sequence"
    positions = connection.execute("SELECT name, seq FROM sqlite_sequence ORDER BY name").fetchall()
    for name, position in positions:
        if name is not None and name.lower() in names:
            value = literal(connection, name)
            yield f"DELETE FROM {table} WHERE name = {value}"
            yield f"INSERT INTO {table} (name, seq) VALUES ({value}, {literal(connection, position)})"


def literal(connection: sqlite3.Connection, value: object) -> str:
    """Return an SQL literal for a value from the driver; it has exactly that value."""
    match value:
        case None:
            return "NULL"
        case bytes():
            return f"x'{value.hex()}'"
        case str():
            if "\0" in value or "\r" in value or any("\ud800" <= character <= "\udfff" for character in value):
                return f"CAST(x'{value.encode('utf-8', 'surrogateescape').hex()}' AS TEXT)"
            return "'" + value.replace("'", "''") + "'"
        case float():
            return _real(connection, value)
    return repr(value)


def _real(connection: sqlite3.Connection, value: float) -> str:
    if value in (float("inf"), float("-inf")):
        return "9e999" if value > 0 else "-9e999"
    # SQLite rounds some decimals differently from Python, and some values have no decimal in SQLite.
    for text in (repr(value), f"{value:.17e}", f"{value:.25e}"):
        if connection.execute(f"SELECT {text}").fetchone()[0] == value:
            return text
    return _product(value)


def _product(value: float) -> str:
    """Return the value as an integer multiplied or divided by powers of two: each step is exact."""
    mantissa, exponent = math.frexp(value)
    text, left = f"{int(mantissa * 2**53)}.0", exponent - 53
    while left:
        step = min(abs(left), 62)
        text += f"{'*' if left > 0 else '/'}{2**step}.0"
        left += -step if left > 0 else step
    return text


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'

"""Reads SQLite files, never writes them: one main file and those attached under schema names.

What the pragmas tell comes from them, the rest from the text that SQLite stores:
https://sqlite.org/pragma.html and https://sqlite.org/schematab.html
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable, Mapping
from contextlib import closing
from pathlib import Path

from migralint.database.sqlite.dump import placed, read_settings
from migralint.database.sqlite.objects import read_trigger, read_view
from migralint.database.sqlite.opening import read_only_uri
from migralint.database.sqlite.table import read_table
from migralint.schema.database import Database, full_name
from migralint.schema.objects import Other, Trigger, View
from migralint.schema.table import Table
from migralint.source.errors import InputError
from migralint.sql.names import folded

Choice = Callable[[str | None, str], bool]
"""Takes a schema (None: the main file) and a table's name, and returns whether the rows of the table are read."""
LeaveOut = Callable[[str | None, str], bool]
"""Takes a schema (None: the main file) and a table's name, and returns whether the table is omitted (the version
table)."""


def read_sqlite(
    path: str,
    schemas: Mapping[str, str] | None = None,
    *,
    leave_out: LeaveOut = lambda schema, name: False,
    rows: Choice = lambda schema, name: True,
    seconds: float | None = None,
) -> Database:
    """Return the schema of the database in the file `path`, and the rows of the tables that `rows` selects.

    `schemas` maps the name of each attached schema to its file; `seconds`: the limit for each file. Raises InputError
    if a file is missing, locked or no database, or if it takes longer.
    """
    files: dict[str | None, str] = {None: path}
    files.update(schemas or {})
    for file in files.values():
        if not Path(file).is_file():
            raise InputError("no such database file", path=file)
    tables: list[Table] = []
    views: list[View] = []
    triggers: list[Trigger] = []
    settings: list[Other] = []
    for schema, file in files.items():
        try:
            with closing(_open(file, seconds)) as connection:
                _read_file(connection, schema, leave_out, rows, tables, views, triggers)
                settings += [Other(name, "setting", sql, schema) for name, sql in read_settings(connection, schema)]
        except sqlite3.DatabaseError as error:
            raise InputError(f"cannot read the database: {error}", path=file) from error
    names = tuple(sorted(name for name in files if name is not None))
    return Database(
        "sqlite",
        sqlite3.sqlite_version,
        tuple(tables),
        tuple(views),
        tuple(triggers),
        others=tuple(settings),
        schemas=names,
    )


def stored_texts(path: str, schemas: Mapping[str, str]) -> dict[tuple[str, str], str]:
    """Return the text of every CREATE as SQLite stores it, by "table", "index", … and the name with its schema."""
    files: dict[str | None, str] = {None: path}
    files.update(schemas)
    texts = {}
    for schema, file in files.items():
        with closing(_open(file)) as connection:
            for kind, name, sql in connection.execute("SELECT type, name, sql FROM sqlite_master"):
                if sql is not None:
                    texts[kind, full_name(schema, name)] = placed(sql, schema)
    return texts


def _open(path: str, seconds: float | None = None) -> sqlite3.Connection:
    connection = sqlite3.connect(read_only_uri(path), uri=True, isolation_level=None)
    if seconds is not None:
        deadline = time.monotonic() + seconds
        connection.set_progress_handler(lambda: int(time.monotonic() > deadline), 10_000)
    connection.text_factory = lambda data: data.decode("utf-8", "surrogateescape")
    return connection


def _read_file(
    connection: sqlite3.Connection,
    schema: str | None,
    leave_out: LeaveOut,
    rows: Choice,
    tables: list[Table],
    views: list[View],
    triggers: list[Trigger],
) -> None:
    connection.execute("BEGIN")  # one snapshot for all statements
    shadows = _shadow_tables(connection)
    left_out: set[str] = set()
    stored = connection.execute("SELECT type, name, tbl_name, sql FROM sqlite_master ORDER BY name").fetchall()
    positions = _positions(connection)
    indexes: dict[str, list[tuple[str, str]]] = {}
    for kind, name, table, sql in stored:
        if kind == "index" and sql is not None:
            indexes.setdefault(folded(table), []).append((name, sql))
    for kind, name, _, sql in stored:
        if kind != "table" or name.lower().startswith("sqlite_") or name in shadows:
            continue
        if leave_out(schema, name):
            left_out.add(folded(name))
            continue
        own = indexes.get(folded(name), [])
        tables.append(
            read_table(connection, schema, name, sql, own, positions.get(folded(name)), rows=rows(schema, name))
        )
    views += [read_view(schema, name, sql) for kind, name, _, sql in stored if kind == "view"]
    triggers += [
        read_trigger(schema, name, table, sql)
        for kind, name, table, sql in stored
        if kind == "trigger" and folded(table) not in left_out
    ]


def _shadow_tables(connection: sqlite3.Connection) -> set[str]:
    """Return the tables behind virtual tables; empty before SQLite 3.37."""
    listed = connection.execute("PRAGMA table_list").fetchall()
    return {row[1] for row in listed if row[2] == "shadow"}


def _positions(connection: sqlite3.Connection) -> dict[str, int]:
    if connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'sqlite_sequence'").fetchone() is None:
        return {}
    rows = connection.execute("SELECT name, seq FROM sqlite_sequence WHERE seq > 0")  # 0 means that it is not used
    return {folded(name): seq for name, seq in rows if name is not None and isinstance(seq, int)}

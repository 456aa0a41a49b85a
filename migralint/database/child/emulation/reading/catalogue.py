"""Reads the scratch database's own catalogue (sqlite_master and pragmas), on the driver's connection."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from .....sql.create_table import TableText, read_table
from .....sql.cursor import UnreadableStatementError
from .....sql.names import folded, quote
from .....sql.tokens import tokenize_server


@dataclass(frozen=True)
class Dependent:
    """An index or a trigger of a table."""

    kind: str
    """"index" or "trigger"."""
    name: str
    sql: str
    """The text that SQLite stores."""


class Catalogue:
    """Reads one SQLite connection; the emulation writes to it only through `execute`."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        """`connection` is the driver's connection below the SQLAlchemy connection that runs the migrations."""
        self.connection = connection
        self.mend: Callable[[BaseException], bool] = lambda error: False
        """Removes the cause of an error, such as a missing function; True: try the statement once more."""

    def execute(self, sql: str, parameters: Sequence[Any] = ()) -> list[Any]:
        """Run one statement on its own cursor and return its rows. Raises the driver's errors."""
        cursor = self.connection.cursor()
        try:
            while True:
                try:
                    cursor.execute(sql, parameters)
                except sqlite3.OperationalError as error:
                    if not self.mend(error):
                        raise
                else:
                    return [tuple(row) for row in cursor.fetchall()]
        finally:
            cursor.close()

    def pragma(self, name: str) -> int:
        """Return the value of a numeric pragma."""
        rows = self.execute(f"PRAGMA {name}")
        return int(rows[0][0]) if rows else 0

    def schemas(self) -> tuple[str, ...]:
        """Return "main" and the attached databases, in SQLite's search order, without "temp"."""
        return tuple(row[1] for row in self.execute("PRAGMA database_list") if row[1] != "temp")

    def find_table(self, name: str, schema: str | None = None) -> tuple[str, str] | None:
        """Return the schema and the exact name of a table, as SQLite would find it; None if there is no such table."""
        for candidate in self.schemas() if schema is None else (schema,):
            rows = self._master(candidate, "type = 'table' AND name = ? COLLATE NOCASE", name)
            if rows:
                return candidate, rows[0][1]
        return None

    def table(self, schema: str, name: str) -> TableText:
        """Return the parsed text of the table. Raises UnreadableStatementError, also if there is no such table."""
        rows = self._master(schema, "type = 'table' AND name = ? COLLATE NOCASE", name)
        if not rows or rows[0][2] is None:
            raise UnreadableStatementError(f"no such table: {name}")
        return read_table(rows[0][2])

    def tables(self, schema: str) -> dict[str, str]:
        """Return the stored text of each table by name, without SQLite's own tables."""
        rows = self._master(schema, "type = 'table' AND name NOT LIKE 'sqlite@_%' ESCAPE '@' AND sql IS NOT NULL")
        return {row[1]: row[2] for row in rows}

    def dependents(self, schema: str, table: str) -> tuple[Dependent, ...]:
        """Return the indexes and triggers of a table that have a text of their own, in order of creation."""
        rows = self._master(
            schema, "tbl_name = ? COLLATE NOCASE AND type IN ('index', 'trigger') AND sql IS NOT NULL", table
        )
        return tuple(Dependent(row[0], row[1], row[2]) for row in rows)

    def find_index(self, name: str, schema: str | None = None) -> tuple[str, str] | None:
        """Return the schema and the table of an index; None if there is no such index."""
        for candidate in self.schemas() if schema is None else (schema,):
            rows = self._master(candidate, "type = 'index' AND name = ? COLLATE NOCASE", name)
            if rows:
                return candidate, rows[0][3]
        return None

    def broken_views(self, schema: str, table: str) -> tuple[str, ...]:
        """Return the views that name the table and can no longer be read."""
        broken = []
        for _, name, sql, _ in self._master(schema, "type = 'view' AND sql IS NOT NULL"):
            if folded(table) not in {folded(token.name) for token in tokenize_server(sql)}:
                continue
            try:
                self.execute(f"SELECT * FROM {quote(schema)}.{quote(name)} LIMIT 0")
            except sqlite3.OperationalError as error:
                if "no such column" in str(error):
                    broken.append(name)
        return tuple(broken)

    def has_rows(self, schema: str, table: str) -> bool:
        """Return whether the table contains a row."""
        return bool(self.execute(f"SELECT 1 FROM {quote(schema)}.{quote(table)} LIMIT 1"))

    def index_columns(self, schema: str, index: str) -> tuple[str | None, ...]:
        """Return the key columns of an index, with None for an expression."""
        return tuple(row[2] for row in self.execute(f"PRAGMA {quote(schema)}.index_info({quote(index)})"))

    def _master(self, schema: str, condition: str, *parameters: str) -> list[Any]:
        return self.execute(
            f"SELECT type, name, sql, tbl_name FROM {quote(schema)}.sqlite_master WHERE {condition} ORDER BY rowid",
            parameters,
        )


def in_schema(sql: str, schema: str) -> str:
    """Return a stored CREATE INDEX or CREATE TRIGGER with the schema before its name, which SQLite does not store."""
    tokens = tokenize_server(sql)
    at = next(index for index, token in enumerate(tokens) if token.word in ("INDEX", "TRIGGER")) + 1
    if tokens[at].word == "IF" and tokens[at + 1].word == "NOT":
        at += 3
    if tokens[at + 1].text == ".":
        return sql
    return f"{sql[: tokens[at].start]}{quote(schema)}.{sql[tokens[at].start :]}"

"""Reads a live SQLite file, opened so that SQLite itself refuses to write."""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Iterator, Sequence
from contextlib import closing
from urllib.parse import parse_qsl, unquote

from migralint.database.drift.comparison_options import WantsRows
from migralint.database.drift.live import Sides, Stamp
from migralint.database.drift.scratches import Declared, Expected, Scratches
from migralint.database.drift.session import LiveError
from migralint.database.sqlite.opening import is_at_rest, read_only_uri, state
from migralint.database.sqlite.reader import read_sqlite


def sqlite_file(url: str) -> str:
    """Return the path of the file that a SQLAlchemy URL names. Raises LiveError if the database is no readable file."""
    scheme, _, rest = url.partition("://")
    if scheme.partition("+")[2] not in ("", "pysqlite", "aiosqlite"):
        raise LiveError("unsupported", f"migralint cannot open {scheme} databases read-only")
    path, _, query = rest.partition("?")
    path = path.removeprefix("/")
    if path.startswith("file:"):
        path = unquote(path.removeprefix("file:"))
    if path in ("", ":memory:") or ("mode", "memory") in parse_qsl(query):
        raise LiveError("unsupported", "an in-memory database cannot be read by another process")
    if not os.path.exists(path):
        raise LiveError("unreachable", f"the file {path} does not exist")
    return os.path.abspath(path)


class SqliteLive:
    """One file. The locations of the project's attached schemas are unknown."""

    def __init__(self, url: str, declared: Declared, version_table: str | None, timeout: int) -> None:
        """`timeout`: seconds for each read. Raises LiveError."""
        self._path = sqlite_file(url)
        self._version_table = version_table or declared.version_table
        self._timeout = timeout

    @property
    def server(self) -> str:
        """The version of the SQLite library."""
        return f"sqlite {sqlite3.sqlite_version}"

    def stamps(self, schemas: Sequence[str | None]) -> list[Stamp]:
        """Return the stamps in the file."""
        deadline = time.monotonic() + self._timeout
        name = self._version_table.replace('"', '""')
        try:
            opened = sqlite3.connect(read_only_uri(self._path), uri=True, timeout=min(self._timeout, 10))
            with closing(opened) as connection:
                connection.set_progress_handler(lambda: int(time.monotonic() > deadline), 10_000)
                listed = "SELECT 1 FROM sqlite_master WHERE type IN ('table', 'view') AND lower(name) = lower(?)"
                if connection.execute(listed, (self._version_table,)).fetchone() is None:
                    return [Stamp(missing=True)] * len(schemas)
                rows = [row[0] for row in connection.execute(f'SELECT version_num FROM "{name}"')]
        except sqlite3.Error as error:
            return [Stamp(error=str(error), kind="error")] * len(schemas)
        strange = next((one for one in rows if not isinstance(one, str) or not one.strip()), None)
        if len(rows) != sum(isinstance(one, str) and bool(one.strip()) for one in rows):
            words = f"the version table holds {strange!r}, which is not a revision id"
            return [Stamp(error=words, kind="error")] * len(schemas)
        return [Stamp(frozenset(one.strip() for one in rows))] * len(schemas)

    def sides(self, schema: str | None, expected: Expected, scratches: Scratches, rows: WantsRows) -> Sides:
        """Read the file."""
        promised = scratches.read(expected)
        schemas = {table.schema for table in promised.tables} | {view.schema for view in promised.views}
        elsewhere = sorted(schema for schema in schemas if schema is not None)
        if elsewhere:
            words = f"the migrations use {', '.join(elsewhere)}, attached files that its URL does not name"
            raise LiveError("unsupported", words)
        _, version_table = expected.built.version_table
        own = {version_table.lower(), self._version_table.lower()}
        before = state(self._path)
        actual = read_sqlite(
            self._path, leave_out=lambda _, table: table.lower() in own, rows=rows, seconds=self._timeout
        )
        if is_at_rest(before) and state(self._path) != before:
            raise LiveError("error", "it changed while it was read; run drift again")
        return Sides(promised, actual)

    def fingerprints(self, schemas: Sequence[str], expected: Expected, scratches: Scratches) -> Iterator[str]:
        """Raise LiveError: there are no schemas."""
        raise LiveError("unsupported", "an SQLite file has no schemas")

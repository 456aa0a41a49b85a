"""Scratch databases on SQLite: a file per target and side, and one attached file for each schema."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterable
from typing import Any

from sqlalchemy import event
from sqlalchemy.engine import Engine

from ..guard.engines import create_engine
from .scratch import Scratch, quoted

MAX_ATTACHED = 10
"""SQLite's own limit for attached databases."""


class SqliteScratch(Scratch):
    """One scratch database with its attached schemas."""

    def __init__(self, folder: str, name: str, schemas: Iterable[str], *, keep: bool = False) -> None:
        """Determine the files' names below `folder`; SQLite creates a file when it first writes to it.

        `keep`: the database exists, and its present content is used.
        """
        self.path = os.path.join(folder, f"{name}.sqlite")
        open(self.path, "ab" if keep else "wb").close()
        self.schemas = {}
        for index, schema in enumerate(sorted(set(schemas))[:MAX_ATTACHED]):
            self.schemas[schema] = os.path.join(folder, f"{name}-{index}.sqlite")
        self.engine = self._engine()

    def describe(self) -> dict[str, Any]:
        """Return the main file and the file of each schema."""
        return {"path": self.path, "schemas": self.schemas}

    def run_script(self, connection: Any, script: str) -> None:
        """Execute a script of several statements, as `sqlite3` does."""
        raw = connection.connection
        driver: sqlite3.Connection = getattr(raw, "driver_connection", None) or raw.connection
        driver.executescript(script)

    def _engine(self) -> Engine:
        engine: Engine = create_engine("sqlite:///" + self.path)
        schemas = self.schemas

        @event.listens_for(engine, "connect")
        def prepare(connection: Any, record: Any) -> None:
            cursor = connection.cursor()
            cursor.execute("PRAGMA synchronous=OFF")  # this database need not survive a power failure
            cursor.execute("PRAGMA journal_mode=MEMORY")
            for schema, path in schemas.items():
                # The guard must see the path, so it is no parameter.
                cursor.execute(f"ATTACH DATABASE {_string(path)} AS {quoted(schema)}")
                cursor.execute(f"PRAGMA {quoted(schema)}.synchronous=OFF")
                cursor.execute(f"PRAGMA {quoted(schema)}.journal_mode=MEMORY")
            cursor.close()

        return engine


def _string(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"

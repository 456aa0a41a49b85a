"""Chooses the reader for a database on a server."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol

from migralint.schema.database import Database


class ServerReader(Protocol):
    """Reads one database through the child that has it open."""

    def __call__(self, ask: Callable[[str], Any], /, *, leave_out: Callable[[str | None, str], bool]) -> Database:
        """`ask` runs a SELECT and returns its rows; `leave_out` takes a schema and a table."""


def server_reader(kind: str) -> ServerReader:
    """Return the reader for a server of that kind, by SQLAlchemy's name."""
    if kind == "postgresql":
        from migralint.database.postgresql.reader import read_postgresql  # a dozen files, which SQLite does not need

        return read_postgresql
    from migralint.database.generic_reader import read_inspected

    return read_inspected

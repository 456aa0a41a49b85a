"""A PostgreSQL server for the tests that need one, started once a session."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
import pytest

from migralint.database.postgresql.reader import read_postgresql
from migralint.database.postgresql.server.server import Server, throw_away_server
from migralint.schema.database import Database


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[Server]:
    with throw_away_server() as server:
        yield server


def new_database(server: Server, name: str) -> str:
    """Create an empty database and return its URL."""
    with psycopg.connect(server.url(), autocommit=True) as connection:
        connection.execute(f'DROP DATABASE IF EXISTS "{name}"')
        connection.execute(f'CREATE DATABASE "{name}" TEMPLATE template0')
    return server.url(name)


def read(connection: psycopg.Connection) -> Database:
    """Read what the connection sees, within its transaction."""
    return read_postgresql(lambda query: connection.execute(query).fetchall())


def known_to(version: int, script: str) -> str:
    """The script without what PostgreSQL before 15 does not know; `version` as `server_version` of psycopg."""
    return script if version >= 150_000 else script.replace(" NULLS NOT DISTINCT", "")


def major(server: Server) -> int:
    """The server's major version."""
    return int(server.version.partition(".")[0])


@contextmanager
def newer_skipped(version: int) -> Iterator[None]:
    """Skip the test if what it runs is no SQL to a PostgreSQL before 15."""
    try:
        yield
    except Exception as error:
        cause = getattr(error, "orig", error)  # as SQLAlchemy wraps it
        if version < 150_000 and isinstance(cause, _NEWER):
            pytest.skip(f"PostgreSQL {version // 10_000} does not know it: {cause}")
        raise


_NEWER = (psycopg.errors.SyntaxError, psycopg.errors.InvalidParameterValue, psycopg.errors.WrongObjectType)

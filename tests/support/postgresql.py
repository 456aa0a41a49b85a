"""A PostgreSQL server for the tests that need one, started once a session."""

from __future__ import annotations

from collections.abc import Iterator

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

"""A connection to a real server, whose transaction each test may leave as it likes."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import psycopg
import pytest

from migralint.database.postgresql.server.server import Server
from tests.support.postgresql import new_database

Locks = Callable[[str], dict[str, str]]


@pytest.fixture(scope="module")
def server_url(postgresql: Server, request: pytest.FixtureRequest) -> str:
    """An empty database for the tests of one file."""
    return new_database(postgresql, request.module.__name__.rpartition(".")[2])


@pytest.fixture
def connection(server_url: str) -> Iterator[psycopg.Connection]:
    """In a transaction that is rolled back."""
    with psycopg.connect(server_url) as opened:
        yield opened
        opened.rollback()


_STRENGTH = (
    "AccessShareLock", "RowShareLock", "RowExclusiveLock", "ShareUpdateExclusiveLock", "ShareLock",
    "ShareRowExclusiveLock", "ExclusiveLock", "AccessExclusiveLock",
)  # fmt: skip


@pytest.fixture
def locks(connection: psycopg.Connection) -> Locks:
    """Runs a statement, and tells the strongest lock that the transaction holds on each table."""

    def held(statement: str) -> dict[str, str]:
        connection.execute("SET LOCAL client_min_messages = error")
        connection.execute(statement)
        rows = connection.execute(
            "SELECT relation::regclass::text, mode FROM pg_locks WHERE pid = pg_backend_pid() AND relation IS NOT NULL"
        ).fetchall()
        strongest: dict[str, str] = {}
        for table, mode in rows:
            if table not in strongest or _STRENGTH.index(mode) > _STRENGTH.index(strongest[table]):
                strongest[table] = mode
        return strongest

    return held


@pytest.fixture
def file_of(connection: psycopg.Connection) -> Callable[[str], object]:
    """The file that a table or index lies in: another one after it was written anew."""

    def current(name: str) -> object:
        row = connection.execute("SELECT pg_relation_filenode(%s::regclass)", [name]).fetchone()
        assert row is not None
        return row[0]

    return current

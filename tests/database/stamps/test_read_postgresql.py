"""Stamps read from a real PostgreSQL, by every driver there is, never writing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

import psycopg
import pytest
from psycopg import sql

from migralint.database.postgresql.server.server import Server
from migralint.database.stamps.read import read_stamps
from migralint.database.stamps.request import Job, Outcome, Stamped, Unread
from migralint.environments.environment import DatabaseReading, OneTable, Query, Schemas, StampSet
from tests.support.verification import PYTHON

pytestmark = [pytest.mark.usefixtures("in_process"), pytest.mark.slow]


@pytest.fixture
def server(postgresql: Server) -> Iterator[Server]:
    """The server, with an empty database "fleet"."""
    with psycopg.connect(postgresql.url(), autocommit=True) as connection:
        connection.execute("CREATE DATABASE fleet")
        yield postgresql
        connection.execute("DROP DATABASE fleet WITH (FORCE)")
        connection.execute("DROP ROLE IF EXISTS reader")


def execute(server: Server, *statements: str) -> None:
    with psycopg.connect(server.url("fleet"), autocommit=True) as connection:
        for statement in statements:
            connection.execute(statement.encode())


def stamped(schema: str, *ids: str) -> list[str]:
    return [
        f'CREATE SCHEMA IF NOT EXISTS "{schema}"',
        f'CREATE TABLE "{schema}".alembic_version (version_num varchar(32) PRIMARY KEY)',
        *(f"INSERT INTO \"{schema}\".alembic_version VALUES ('{one}')" for one in ids),
    ]


def read(url: str, reading: DatabaseReading | None = None) -> Outcome:
    return read_stamps([Job("x", url, reading or OneTable())], python=PYTHON, timeout=30)["x"]


def sets(outcome: Outcome) -> tuple[StampSet, ...]:
    assert isinstance(outcome, Stamped), outcome
    return outcome.stamp_sets


@pytest.mark.parametrize("driver", ["psycopg", "asyncpg", "psycopg_async", ""])
def test_every_driver_reads_the_same(server: Server, driver: str) -> None:
    execute(server, *stamped("public", "a", "b"))
    outcome = read(server.url("fleet", driver))
    assert sets(outcome) == (StampSet(frozenset("ab")),)
    assert isinstance(outcome, Stamped)
    assert outcome.server == f"postgresql {server.version}"


def test_the_scheme_of_hosting_platforms(server: Server) -> None:
    execute(server, *stamped("public", "a"))
    assert sets(read(server.url("fleet").replace("postgresql:", "postgres:"))) == (StampSet(frozenset("a")),)


def test_another_schema_and_table(server: Server) -> None:
    execute(
        server,
        *stamped("public", "a"),
        *stamped("od d%", "b"),
        'ALTER TABLE "od d%".alembic_version RENAME TO "ver%s"',
    )
    assert sets(read(server.url("fleet"), OneTable("ver%s", "od d%"))) == (StampSet(frozenset("b")),)
    assert sets(read(server.url("fleet"), OneTable("nothing", "od d%"))) == (StampSet(frozenset()),)


@pytest.mark.parametrize("driver", ["psycopg", "asyncpg"])
def test_a_thousand_schemas(server: Server, driver: str) -> None:
    with psycopg.connect(server.url("fleet"), autocommit=True) as connection:
        connection.execute(
            """
            DO $$ BEGIN FOR n IN 1..1000 LOOP
              EXECUTE format('CREATE SCHEMA tenant_%s', n);
              IF n % 100 <> 0 THEN
                EXECUTE format('CREATE TABLE tenant_%s.alembic_version (version_num varchar(32))', n);
                EXECUTE format('INSERT INTO tenant_%s.alembic_version VALUES (%L)', n, 'rev' || n % 3);
              END IF;
              IF n % 500 = 499 THEN
                EXECUTE format('INSERT INTO tenant_%s.alembic_version VALUES (%L)', n, 'other');
              END IF;
              IF n % 100 = 0 THEN COMMIT; END IF;
            END LOOP; END $$
            """
        )
    execute(server, *stamped("other", "z"))
    found = {one.key: one.databases for one in sets(read(server.url("fleet", driver), Schemas("tenant_*")))}
    assert found == Counter(_key(n) for n in range(1, 1001))


def _key(n: int) -> str:
    if n % 100 == 0:
        return ""
    return f"other+rev{n % 3}" if n % 500 == 499 else f"rev{n % 3}"


def test_a_schema_that_may_not_be_read_hides_the_fleet_and_is_named(server: Server) -> None:
    execute(
        server,
        *[line for n in range(5) for line in stamped(f"tenant_{n}", "a")],
        "CREATE ROLE reader LOGIN PASSWORD 'read''er %'",
        *[f"GRANT USAGE ON SCHEMA tenant_{n} TO reader" for n in range(4)],
        *[f"GRANT SELECT ON tenant_{n}.alembic_version TO reader" for n in (0, 1, 3)],
    )
    url = f"postgresql://reader:read%27er%20%25@127.0.0.1:{server.port}/fleet"
    outcome = read(url, Schemas("tenant_*"))
    assert isinstance(outcome, Unread)
    assert outcome.message.startswith("schema tenant_2 and 1 more: permission denied for table alembic_version")
    assert sets(read(url, Schemas("tenant_[01]"))) == (StampSet(frozenset("a"), 2, ("tenant_0", "tenant_1")),)


def test_the_servers_own_schemas_never_match(server: Server) -> None:
    execute(server, *stamped("public", "a"))
    assert sets(read(server.url("fleet"), Schemas("*"))) == (StampSet(frozenset("a"), 1, ("public",)),)


def test_a_query(server: Server) -> None:
    execute(server, "CREATE TABLE stamps (t text, v text)", "INSERT INTO stamps VALUES ('100%', 'a'), ('b', NULL)")
    outcome = read(server.url("fleet"), Query("select t::text, v from stamps where t like '%' -- all\n;"))
    assert sets(outcome) == (StampSet(frozenset(), 1, ("b",)), StampSet(frozenset("a"), 1, ("100%",)))


@pytest.mark.parametrize(
    "statement",
    [
        "select nextval('counter')::text, 'a'",
        "select write_down()::text, 'a'",
        "select setval('counter', 5)::text, 'a'",
    ],
)
def test_a_query_that_writes_through_a_function_is_stopped_by_the_server(server: Server, statement: str) -> None:
    execute(
        server,
        "CREATE SEQUENCE counter",
        "CREATE TABLE log (line text)",
        "CREATE FUNCTION write_down() RETURNS int LANGUAGE sql AS $$ INSERT INTO log VALUES ('x'); SELECT 1 $$",
    )
    outcome = read(server.url("fleet"), Query(statement))
    assert isinstance(outcome, Unread)
    assert "read-only transaction" in outcome.message
    with psycopg.connect(server.url("fleet")) as connection:
        row = connection.execute("select (select count(*) from log), (select is_called from counter)").fetchone()
    assert row == (0, False)


def test_a_slow_statement_is_ended_by_the_server(server: Server) -> None:
    job = Job("x", server.url("fleet"), Query("select pg_sleep(60)::text, 'a'"))
    outcome = read_stamps([job], python=PYTHON, timeout=1)["x"]
    assert isinstance(outcome, Unread)
    assert "statement timeout" in outcome.message


def test_a_locked_table_is_not_waited_for(server: Server) -> None:
    execute(server, *stamped("public", "a"))
    with psycopg.connect(server.url("fleet")) as holder:
        holder.execute("LOCK TABLE alembic_version IN ACCESS EXCLUSIVE MODE")
        job = Job("x", server.url("fleet"), OneTable())
        outcome = read_stamps([job], python=PYTHON, timeout=1)["x"]
        holder.rollback()
    assert isinstance(outcome, Unread)
    assert "timeout" in outcome.message


@pytest.mark.parametrize("driver", ["psycopg", "asyncpg"])
def test_a_wrong_password_is_not_shown(server: Server, driver: str) -> None:
    url = server.url("fleet", driver).replace(server.password, "wrong%20pass'word")
    outcome = read(url)
    assert isinstance(outcome, Unread)
    assert outcome.kind in ("unreachable", "error")
    assert "authentication failed" in outcome.message
    assert "pass'word" not in outcome.message
    assert "pass%27word" not in outcome.message


def test_no_connection_is_left_behind(server: Server) -> None:
    execute(server, *stamped("public", "a"))
    read(server.url("fleet"))
    with psycopg.connect(server.url()) as connection:
        row = connection.execute("select count(*) from pg_stat_activity where datname = 'fleet'").fetchone()
    assert row == (0,)


def test_identifiers_are_quoted(server: Server) -> None:
    name = 'te"nant; drop schema public --'
    with psycopg.connect(server.url("fleet"), autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE SCHEMA {}").format(sql.Identifier(name)))
        table = sql.Identifier(name, "alembic_version")
        connection.execute(sql.SQL("CREATE TABLE {} (version_num text)").format(table))
        connection.execute(sql.SQL("INSERT INTO {} VALUES ('a')").format(table))
    assert sets(read(server.url("fleet"), Schemas("te*"))) == (StampSet(frozenset("a"), 1, (name,)),)


def as_reader(server: Server) -> str:
    return f"postgresql+psycopg://reader:r3ader@127.0.0.1:{server.port}/fleet"


def test_the_documented_role_suffices(server: Server) -> None:
    execute(
        server,
        *stamped("public", "a"),
        "CREATE ROLE reader LOGIN PASSWORD 'r3ader' CONNECTION LIMIT 8",
        "GRANT CONNECT ON DATABASE fleet TO reader",
        "GRANT USAGE ON SCHEMA public TO reader",
        "GRANT SELECT ON alembic_version TO reader",
    )
    assert sets(read(as_reader(server))) == (StampSet(frozenset("a")),)
    execute(server, "REVOKE SELECT ON alembic_version FROM reader")
    outcome = read(as_reader(server))
    assert isinstance(outcome, Unread)
    assert "permission denied for table alembic_version" in outcome.message


def test_a_version_table_in_a_schema_that_may_not_be_used_is_not_unstamped(server: Server) -> None:
    execute(
        server,
        *stamped("public", "a"),
        "CREATE ROLE reader LOGIN PASSWORD 'r3ader'",
        "REVOKE USAGE ON SCHEMA public FROM PUBLIC",
    )
    for reading in (OneTable(), OneTable(schema="public")):
        outcome = read(as_reader(server), reading)
        assert isinstance(outcome, Unread), outcome
        assert "permission denied for schema public" in outcome.message
    execute(server, "GRANT USAGE ON SCHEMA public TO PUBLIC")


def test_nothing_is_written_not_even_a_transaction_id(server: Server) -> None:
    execute(server, *stamped("public", "a"))
    with psycopg.connect(server.url("fleet"), autocommit=True) as connection:
        asked = "SELECT pg_current_wal_insert_lsn()::text, pg_snapshot_xmax(pg_current_snapshot())::text"
        found = []
        for _ in range(3):  # the server itself writes now and then
            before = connection.execute(asked).fetchone()
            assert isinstance(read(server.url("fleet")), Stamped)
            found.append(connection.execute(asked).fetchone() == before)
        assert any(found)

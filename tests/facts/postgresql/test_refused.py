"""What PostgreSQL refuses, with its words."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import nullcontext

import psycopg
import pytest

SCHEMA = """
CREATE TABLE t (id int, d text, b boolean DEFAULT false, n int DEFAULT 0);
CREATE INDEX ix ON t (id);
CREATE TABLE events (n int) PARTITION BY RANGE (n);
CREATE TABLE old PARTITION OF events FOR VALUES FROM (0) TO (9);
CREATE INDEX parent ON events (n);
CREATE TABLE u (id int PRIMARY KEY);
CREATE TYPE state AS ENUM ('waiting', 'done');
CREATE TABLE jobs (state state);
INSERT INTO jobs VALUES ('waiting');
CREATE MATERIALIZED VIEW totals AS SELECT 1 AS id;
CREATE UNIQUE INDEX ON totals (id);
"""


@pytest.fixture(autouse=True)
def schema(connection: psycopg.Connection) -> None:
    connection.execute("SET client_min_messages = error")
    connection.execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public")
    connection.execute(SCHEMA)
    connection.commit()


@pytest.fixture
def outside(server_url: str) -> Iterator[psycopg.Connection]:
    """A connection without transactions, as in an `autocommit_block()`."""
    with psycopg.connect(server_url, autocommit=True) as opened:
        yield opened


REFUSED_IN_A_TRANSACTION = [
    "CREATE INDEX CONCURRENTLY x ON t (id)",
    "DROP INDEX CONCURRENTLY ix",
    "REINDEX INDEX CONCURRENTLY ix",
    "REINDEX SCHEMA public",
    "ALTER TABLE events DETACH PARTITION old CONCURRENTLY",
    "VACUUM t",
    "VACUUM FULL t",
    "CREATE DATABASE x",
    "ALTER SYSTEM SET work_mem = '1MB'",
    "CLUSTER",
]


@pytest.mark.parametrize("statement", REFUSED_IN_A_TRANSACTION)
def test_in_a_transaction(statement: str, connection: psycopg.Connection) -> None:
    connection.execute("SELECT 1")
    with pytest.raises(psycopg.errors.ActiveSqlTransaction, match="cannot run inside a transaction block"):
        connection.execute(statement)


def test_a_concurrent_refresh_may_run_in_one(connection: psycopg.Connection) -> None:
    connection.execute("SELECT 1")
    connection.execute("REFRESH MATERIALIZED VIEW CONCURRENTLY totals")


def test_the_statements_of_one_text_are_a_transaction(outside: psycopg.Connection) -> None:
    with pytest.raises(psycopg.errors.ActiveSqlTransaction):
        outside.execute("SET lock_timeout = 0; CREATE INDEX CONCURRENTLY x ON t (id)")
    outside.execute("CREATE INDEX CONCURRENTLY x ON t (id)")


def test_a_failed_build_leaves_an_invalid_index_that_the_next_try_takes_for_built(outside: psycopg.Connection) -> None:
    outside.execute("INSERT INTO t (id) VALUES (1), (1)")
    build = "CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS x ON t (id)"
    with pytest.raises(psycopg.errors.UniqueViolation):
        outside.execute(build)
    outside.execute(build)
    assert outside.execute("SELECT indisvalid FROM pg_index WHERE indexrelid = 'x'::regclass").fetchall() == [(False,)]


@pytest.mark.parametrize(
    "use",
    [
        "UPDATE jobs SET state = 'paused'",
        "INSERT INTO jobs VALUES ('paused')",
        "ALTER TABLE jobs ALTER state SET DEFAULT 'paused'",
        "ALTER TABLE jobs ADD COLUMN s state DEFAULT 'paused'",
        "CREATE INDEX ON jobs (state) WHERE state = 'paused'",
        "CREATE VIEW v AS SELECT * FROM jobs WHERE state = 'paused'",
        "SELECT * FROM jobs WHERE state = 'paused'",
    ],
)
def test_a_new_enum_value_cannot_be_used_at_once(use: str, connection: psycopg.Connection) -> None:
    connection.execute("ALTER TYPE state ADD VALUE 'paused'")
    with pytest.raises(psycopg.errors.UnsafeNewEnumValueUsage, match="unsafe use of new value"):
        connection.execute(use)


def test_nor_that_of_a_new_type(connection: psycopg.Connection) -> None:
    """From version 17 it can."""
    connection.execute("CREATE TYPE fresh AS ENUM ('a')")
    connection.execute("CREATE TABLE f (c fresh DEFAULT 'a')")
    connection.execute("ALTER TYPE fresh ADD VALUE 'b'")
    if connection.info.server_version < 170000:
        with pytest.raises(psycopg.errors.UnsafeNewEnumValueUsage):
            connection.execute("INSERT INTO f VALUES ('b')")
    else:
        connection.execute("INSERT INTO f VALUES ('b')")


@pytest.mark.parametrize(
    "statement",
    ["CREATE INDEX CONCURRENTLY x ON events (n)", "DROP INDEX CONCURRENTLY parent"],
)
def test_partitioned_tables_take_nothing_concurrently(statement: str, outside: psycopg.Connection) -> None:
    with pytest.raises((psycopg.errors.FeatureNotSupported, psycopg.errors.WrongObjectType), match="partitioned"):
        outside.execute(statement)


def test_partitioned_tables_take_no_unvalidated_foreign_key_before_18(connection: psycopg.Connection) -> None:
    is_older = connection.info.server_version < 180_000
    refused = pytest.raises(psycopg.errors.WrongObjectType, match="NOT VALID") if is_older else nullcontext()
    with refused:
        connection.execute("ALTER TABLE events ADD FOREIGN KEY (n) REFERENCES u NOT VALID")


@pytest.mark.parametrize(
    "change",
    [
        "ALTER b TYPE int USING b::int",
        "ALTER b TYPE int USING b::int, ALTER b SET DEFAULT 0",
        "ALTER n TYPE boolean USING n::boolean",
    ],
)
def test_using_does_not_convert_the_default(change: str, connection: psycopg.Connection) -> None:
    with pytest.raises(psycopg.errors.DatatypeMismatch, match=r"default for column .* cannot be cast automatically"):
        connection.execute(f"ALTER TABLE t {change}")


def test_a_default_that_is_dropped_first_is_none(connection: psycopg.Connection) -> None:
    connection.execute("ALTER TABLE t ALTER b DROP DEFAULT, ALTER b TYPE int USING b::int, ALTER b SET DEFAULT 0")


def test_a_table_without_rows_needs_using_as_well(connection: psycopg.Connection) -> None:
    with pytest.raises(psycopg.errors.DatatypeMismatch, match="cannot be cast automatically to type integer"):
        connection.execute("ALTER TABLE t ALTER d TYPE integer")


def test_json_has_no_equality(connection: psycopg.Connection) -> None:
    connection.execute("ALTER TABLE t ADD COLUMN j json")
    with pytest.raises(psycopg.errors.UndefinedFunction, match="equality operator"):
        connection.execute("SELECT DISTINCT * FROM t")

"""Starts transactions in which the server refuses to write, with a time limit for each statement."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress

from sqlalchemy.engine import Connection
from sqlalchemy.exc import DBAPIError

_SECONDS_TO_LOCK = 5
_WAREHOUSES = frozenset(
    (
        *("trino", "presto", "clickhouse", "clickhousedb", "bigquery"),
        *("snowflake", "databricks", "awsathena", "duckdb"),
    )
)


def may_run_queries(connection: Connection) -> bool:
    """Whether a statement of the user can be prevented from writing on this server.

    Either the server prevents it, or the parent has checked that the statement only calls the server's own functions:
    the list is the same (`WAREHOUSES` in `statement.py`).
    """
    return connection.dialect.name in ("postgresql", "mysql", "mariadb", "sqlite", *_WAREHOUSES)


@contextmanager
def read_only(connection: Connection, timeout: int) -> Iterator[None]:
    """Run a read-only transaction, which is rolled back at the end. `timeout` is in seconds, for each statement.

    SQLite needs none: its file is opened read-only. On servers without such transactions, only migralint's own SELECTs
    run.
    """
    try:
        _begin(connection, timeout)
        yield
    finally:
        with suppress(DBAPIError):  # the connection itself may be broken
            connection.rollback()


def _begin(connection: Connection, timeout: int) -> None:
    run = connection.exec_driver_sql
    name = connection.dialect.name
    if name == "postgresql":
        run("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        # An ALTER TABLE may be waiting; a reader behind it in the queue would delay the application's own statements.
        lock = min(timeout, _SECONDS_TO_LOCK) * 1000
        run(
            f"SELECT pg_catalog.set_config('statement_timeout', '{timeout * 1000}', true), "
            f"pg_catalog.set_config('lock_timeout', '{lock}', true)"
        )
    elif name in ("mysql", "mariadb"):
        run("SET SESSION TRANSACTION READ ONLY")
        is_mariadb = getattr(connection.dialect, "is_mariadb", False)
        limit = f"max_statement_time = {timeout}" if is_mariadb else f"max_execution_time = {timeout * 1000}"
        with suppress(DBAPIError):  # servers before 5.7 and 10.1 have no limit; the parent's limit still applies
            run(f"SET SESSION {limit}")
        run(f"SET SESSION lock_wait_timeout = {min(timeout, _SECONDS_TO_LOCK)}")
        run("START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY")
    elif name in ("oracle", "cockroachdb"):
        run("SET TRANSACTION READ ONLY")

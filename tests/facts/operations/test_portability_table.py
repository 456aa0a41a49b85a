"""What ML383 says that some servers refuse, they refuse, and the others take: each entry of its table, run."""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path

import pymysql
import pytest
import sqlalchemy as sa

from migralint.findings.operation_settings import OperationSettings
from migralint.rules.operation.portability.peculiarities import peculiar
from tests.support.mariadb import MariaDB, running

SETUP = (
    "CREATE TABLE orders (id INTEGER PRIMARY KEY, note VARCHAR(40), day TIMESTAMP NULL)",
    "CREATE TABLE extra (id INTEGER PRIMARY KEY, note VARCHAR(40))",
)
STATEMENTS: dict[str, tuple[str, ...]] = {
    "SELECT id::text FROM orders": ("postgresql",),
    "SELECT id FROM orders WHERE note ILIKE 'x'": ("postgresql",),
    "SELECT id FROM orders WHERE note ~ 'x'": ("postgresql",),
    "DELETE FROM orders USING extra WHERE extra.id = orders.id": ("postgresql",),
    "CREATE TYPE mood AS ENUM ('a')": ("postgresql",),
    "DO $$ BEGIN PERFORM 1; END $$": ("postgresql",),
    "SELECT gen_random_uuid()": ("postgresql",),
    "SELECT date_trunc('day', day) FROM orders": ("postgresql",),
    "SELECT day + interval '1 day' FROM orders": ("postgresql",),
    "COMMENT ON TABLE orders IS 'x'": ("postgresql",),
    "LOCK TABLE orders": ("postgresql",),
    "INSERT INTO orders (id) VALUES (1) ON DUPLICATE KEY UPDATE note = 'x'": ("mysql", "mariadb",),
    "UPDATE orders JOIN extra ON extra.id = orders.id SET orders.note = 'x'": ("mysql", "mariadb",),
    "INSERT IGNORE INTO orders (id) VALUES (1)": ("mysql", "mariadb",),
    "SELECT if(id = 1, 2, 3) FROM orders": ("mysql", "mariadb",),
    "PRAGMA foreign_keys": ("sqlite",),
    "INSERT OR IGNORE INTO orders (id) VALUES (1)": ("sqlite",),
    "INSERT INTO orders (id) VALUES (1) ON CONFLICT DO NOTHING": ("postgresql", "sqlite"),
    "UPDATE orders SET note = e.note FROM extra e WHERE e.id = orders.id": ("postgresql", "sqlite"),
    "WITH c AS (SELECT id FROM extra) UPDATE orders SET note = 'x' WHERE id IN (SELECT id FROM c)": (
        "postgresql", "mysql", "sqlite",
    ),
    "SELECT cast(id AS text) FROM orders": ("postgresql", "sqlite"),
    "DROP INDEX ix": ("postgresql", "sqlite"),
    "SELECT now()": ("postgresql", "mysql", "mariadb"),
    "CREATE SEQUENCE s": ("postgresql", "mariadb"),
    "SELECT extract(year FROM day) FROM orders": ("postgresql", "mysql", "mariadb"),
    "TRUNCATE TABLE extra": ("postgresql", "mysql", "mariadb"),
    "ALTER TABLE orders ADD COLUMN IF NOT EXISTS c INTEGER": ("postgresql", "mariadb"),
    "ALTER TABLE orders DROP COLUMN IF EXISTS note": ("postgresql", "mariadb"),
    "CREATE INDEX IF NOT EXISTS ix ON orders (note)": ("postgresql", "mariadb", "sqlite"),
    "DROP INDEX IF EXISTS ix ON orders": ("mariadb",),
    "DROP INDEX ix ON orders": ("mysql", "mariadb"),
    "INSERT INTO orders (id) VALUES (7) RETURNING id": ("postgresql", "mariadb", "sqlite"),
    "DELETE FROM orders WHERE id = 7 RETURNING id": ("postgresql", "mariadb", "sqlite"),
    "UPDATE orders SET note = 'x' RETURNING id": ("postgresql", "sqlite"),
    "CREATE OR REPLACE VIEW v AS SELECT id FROM orders": ("postgresql", "mysql", "mariadb"),
    "UPDATE `orders` SET note = 'x'": ("mysql", "mariadb", "sqlite"),
    "SELECT ifnull(note, 'x') FROM orders": ("mysql", "mariadb", "sqlite"),
}  # fmt: skip
"""Each statement with the servers that take it."""
BESIDE: tuple[str, ...] = (
    "UPDATE orders SET note = (SELECT max(note) FROM extra)",
    "DELETE FROM orders WHERE id IN (SELECT id FROM extra)",
    "UPDATE orders SET note = coalesce(note, 'x') WHERE note IS NULL",
)
"""What all servers take."""
PROGRAMS = f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/libexec"


def claimed(statement: str) -> set[str]:
    """The servers that the rule says refuse it."""
    return {one for _, refusing in peculiar(statement, OperationSettings(frozenset())) for one in refusing}


def differences(dialect: str, run: Callable[[str], None], errors: type[Exception]) -> list[str]:
    """The statements that a server takes and should not, or refuses and should not."""
    wrong = []
    for statement in (*STATEMENTS, *BESIDE):
        try:
            run(statement)
            taken = True
        except errors:
            taken = False
        if taken is (dialect in claimed(statement)):
            wrong.append(f"{statement}: {'taken' if taken else 'refused'}")
    return wrong


def test_the_table_says_who_takes_each_statement() -> None:
    every = {"postgresql", "mysql", "mariadb", "sqlite"}
    for statement, taking in STATEMENTS.items():
        assert claimed(statement) & every == every - {*taking}, statement
    for statement in BESIDE:
        assert claimed(statement) == set()


def test_postgresql(engine: sa.Engine) -> None:
    with engine.connect() as connection:

        def run(statement: str) -> None:
            for one in (*SETUP, "CREATE INDEX ix ON orders (note)", statement.replace("%", "%%")):
                connection.exec_driver_sql(one)

        def alone(statement: str) -> None:
            try:
                run(statement)
            finally:
                connection.rollback()

        assert differences("postgresql", alone, sa.exc.DBAPIError) == []


def test_sqlite() -> None:
    def run(statement: str) -> None:
        made = sa.create_engine("sqlite://")
        try:
            with made.connect() as connection:
                for one in (*SETUP, "CREATE INDEX ix ON orders (note)", statement):
                    connection.exec_driver_sql(one)
        finally:
            made.dispose()

    newer = {"SELECT if(id = 1, 2, 3) FROM orders"} if sqlite3.sqlite_version_info >= (3, 48) else set()
    found = differences("sqlite", run, sa.exc.DBAPIError)
    assert {one.rpartition(":")[0] for one in found} == newer


@pytest.fixture(scope="module")
def mariadb(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[MariaDB, pymysql.connections.Connection]]:
    folder: Path = tmp_path_factory.mktemp("server")
    with running(folder) as server, server.root() as opened:
        yield server, opened


@pytest.mark.mariadb
@pytest.mark.skipif(shutil.which("mariadbd", path=PROGRAMS) is None, reason="the package mariadb-server is missing")
def test_mariadb(mariadb: tuple[MariaDB, pymysql.connections.Connection]) -> None:
    server, connection = mariadb
    with connection.cursor() as cursor:

        def run(statement: str) -> None:
            cursor.execute("DROP DATABASE IF EXISTS shop")
            for one in ("CREATE DATABASE shop", "USE shop", *SETUP, "CREATE INDEX ix ON orders (note)", statement):
                cursor.execute(one)

        assert differences("mysql" if server.is_mysql else "mariadb", run, pymysql.err.MySQLError) == []

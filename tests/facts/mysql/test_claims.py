"""More of what the rules say of MySQL and MariaDB, and of PyMySQL: seen on a MariaDB server."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pymysql
import pytest

from tests.support.mariadb import running

PROGRAMS = f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/libexec"
pytestmark = [
    pytest.mark.mariadb,
    pytest.mark.skipif(shutil.which("mariadbd", path=PROGRAMS) is None, reason="the package mariadb-server is missing"),
]
TABLES = (
    "CREATE TABLE orders (id INT PRIMARY KEY, note VARCHAR(10) CHARACTER SET utf8mb4, price DECIMAL(6, 3), day DATE) "
    "ENGINE=InnoDB",
    "INSERT INTO orders VALUES (1, NULL, 1.256, NULL)",
    "CREATE TABLE line (o INT) ENGINE=InnoDB",
)
Cursor = pymysql.cursors.Cursor


@pytest.fixture(scope="module")
def connection(tmp_path_factory: pytest.TempPathFactory) -> Iterator[pymysql.connections.Connection]:
    folder: Path = tmp_path_factory.mktemp("server")
    with running(folder) as server, server.root() as opened:
        yield opened


@pytest.fixture
def cursor(connection: pymysql.connections.Connection) -> Iterator[Cursor]:
    with connection.cursor() as opened:
        opened.execute("DROP DATABASE IF EXISTS shop")
        opened.execute("CREATE DATABASE shop")
        opened.execute("USE shop")
        for table in TABLES:
            opened.execute(table)
        yield opened


def value(cursor: Cursor, query: str) -> object:
    cursor.execute(query)
    row = cursor.fetchone()
    return row[0] if row is not None else None


@pytest.mark.parametrize(("kind", "invented"), [("INT", 0), ("VARCHAR(5)", "")])
def test_not_null_without_a_default_is_filled_with_something(cursor: Cursor, kind: str, invented: object) -> None:
    cursor.execute(f"ALTER TABLE orders ADD COLUMN c {kind} NOT NULL")
    assert value(cursor, "SELECT c FROM orders") == invented


def test_or_with_a_date_that_is_none(cursor: Cursor) -> None:
    cursor.execute("SET sql_mode = 'STRICT_TRANS_TABLES,NO_ZERO_DATE,NO_ZERO_IN_DATE'")
    with pytest.raises(pymysql.err.MySQLError):
        cursor.execute("ALTER TABLE orders ADD COLUMN c DATE NOT NULL")
    cursor.execute("SET sql_mode = 'STRICT_TRANS_TABLES'")
    cursor.execute("ALTER TABLE orders ADD COLUMN c DATE NOT NULL")
    assert str(value(cursor, "SELECT CAST(c AS CHAR) FROM orders")) == "0000-00-00"
    cursor.execute("SET sql_mode = DEFAULT")


def test_not_null_on_a_null(cursor: Cursor) -> None:
    with pytest.raises(pymysql.err.MySQLError, match=r"truncated|Invalid use of NULL"):
        cursor.execute("ALTER TABLE orders MODIFY note VARCHAR(10) NOT NULL")


def test_a_shorter_text_is_refused_in_strict_mode(cursor: Cursor) -> None:
    cursor.execute("UPDATE orders SET note = 'abcdef'")
    with pytest.raises(pymysql.err.MySQLError, match=r"too long|truncated"):
        cursor.execute("ALTER TABLE orders MODIFY note VARCHAR(3)")


@pytest.mark.parametrize(
    "action",
    [
        "MODIFY price DECIMAL(8, 2)",
        "MODIFY note VARCHAR(10) CHARACTER SET latin1",
        "DROP PRIMARY KEY",
    ],
)
def test_what_copies_the_table(cursor: Cursor, action: str) -> None:
    with pytest.raises(pymysql.err.MySQLError, match="ALGORITHM=INPLACE is not supported"):
        cursor.execute(f"ALTER TABLE orders {action}, ALGORITHM=INPLACE")


def test_a_default_that_differs_from_row_to_row_copies_the_table(cursor: Cursor) -> None:
    with pytest.raises(pymysql.err.MySQLError, match=r"ALGORITHM=INPLACE is not supported|Statement is unsafe"):
        cursor.execute("ALTER TABLE orders ADD COLUMN c CHAR(36) DEFAULT (uuid()), ALGORITHM=INPLACE")


@pytest.mark.parametrize(
    "action",
    [
        "ADD COLUMN c INT",
        "ADD COLUMN c DATETIME DEFAULT now()",
        "ADD COLUMN c INT AFTER id",
        "DROP COLUMN day",
        "RENAME COLUMN day TO d",
    ],
)
def test_what_is_instant(cursor: Cursor, action: str) -> None:
    cursor.execute(f"ALTER TABLE orders {action}, ALGORITHM=INSTANT")


def test_a_longer_text_and_a_default_character_set_keep_nobody_waiting(cursor: Cursor) -> None:
    cursor.execute("ALTER TABLE orders MODIFY note VARCHAR(63) CHARACTER SET utf8mb4, ALGORITHM=INPLACE, LOCK=NONE")
    cursor.execute("ALTER TABLE orders CHARACTER SET latin1, ALGORITHM=INPLACE, LOCK=NONE")


@pytest.mark.parametrize("length", [64, 80])
def test_a_length_that_takes_a_second_byte(cursor: Cursor, length: int) -> None:
    """In bytes: 64 characters of utf8mb4 are 256. MariaDB changes no row for it, MySQL copies them."""
    change = f"ALTER TABLE orders MODIFY note VARCHAR({length}) CHARACTER SET utf8mb4"
    if "MariaDB" in str(value(cursor, "SELECT version()")):
        cursor.execute(f"{change}, ALGORITHM=INSTANT")
    else:
        with pytest.raises(pymysql.err.MySQLError, match="ALGORITHM=INPLACE is not supported"):
            cursor.execute(f"{change}, ALGORITHM=INPLACE")


def test_not_null_is_set_while_writes_go_on(cursor: Cursor) -> None:
    cursor.execute("ALTER TABLE orders MODIFY price DECIMAL(6, 3) NOT NULL, ALGORITHM=INPLACE, LOCK=NONE")


def test_a_fulltext_index_keeps_writes_waiting(cursor: Cursor) -> None:
    with pytest.raises(pymysql.err.MySQLError, match="LOCK=NONE is not supported"):
        cursor.execute("ALTER TABLE orders ADD FULLTEXT INDEX f (note), LOCK=NONE")
    cursor.execute("ALTER TABLE orders ADD FULLTEXT INDEX f (note), LOCK=SHARED")


def test_a_primary_key_that_is_replaced_in_one_statement_is_done_in_place(cursor: Cursor) -> None:
    cursor.execute("ALTER TABLE orders DROP PRIMARY KEY, ADD PRIMARY KEY (id, price), ALGORITHM=INPLACE")


def test_a_foreign_key_without_checks_is_done_in_place(cursor: Cursor) -> None:
    key = "ALTER TABLE line ADD FOREIGN KEY (o) REFERENCES orders (id), ALGORITHM=INPLACE"
    with pytest.raises(pymysql.err.MySQLError, match="ALGORITHM=INPLACE is not supported"):
        cursor.execute(key)
    cursor.execute("SET foreign_key_checks=0")
    cursor.execute(key)
    cursor.execute("SET foreign_key_checks=1")


def test_each_statement_commits(cursor: Cursor) -> None:
    cursor.execute("BEGIN")
    cursor.execute("ALTER TABLE orders ADD COLUMN half INT")
    cursor.execute("ROLLBACK")
    assert value(cursor, "SELECT count(half) FROM orders") == 0


@pytest.mark.parametrize(
    "column", ["c DATETIME DEFAULT 'now()'", "c DATETIME DEFAULT 'CURRENT_TIMESTAMP'", "c BOOL DEFAULT 'false'"]
)
def test_a_default_in_quotes_is_refused(cursor: Cursor, column: str) -> None:
    with pytest.raises(pymysql.err.MySQLError, match="Invalid default"):
        cursor.execute(f"ALTER TABLE orders ADD COLUMN {column}")


def test_pymysql_reads_percent_signs(cursor: Cursor) -> None:
    """SQLAlchemy hands an empty collection to the driver where `exec_driver_sql` is given no parameters."""
    with pytest.raises(pymysql.err.ProgrammingError):
        cursor.execute("SELECT 1 FROM orders WHERE note LIKE '%x'", {})


def test_a_name_of_65_characters_is_refused(cursor: Cursor) -> None:
    cursor.execute(f"CREATE INDEX {'i' * 64} ON orders (note)")
    with pytest.raises(pymysql.err.MySQLError, match="too long"):
        cursor.execute(f"CREATE INDEX {'j' * 65} ON orders (note)")


def test_one_index_name_on_two_tables(cursor: Cursor) -> None:
    cursor.execute("CREATE INDEX ix ON orders (note)")
    cursor.execute("CREATE INDEX ix ON line (o)")
    with pytest.raises(pymysql.err.MySQLError, match="Duplicate"):
        cursor.execute("CREATE INDEX ix ON line (o)")

"""What the rules for MySQL say is reset, copied or refused: seen on a MariaDB server."""

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
    "CREATE TABLE orders (id INT NOT NULL AUTO_INCREMENT PRIMARY KEY, note VARCHAR(40) NOT NULL DEFAULT 'x' "
    "COMMENT 'why', free VARCHAR(40), state ENUM('new', 'paid')) ENGINE=InnoDB DEFAULT CHARSET=utf8mb4",
    "CREATE TABLE line (o INT, KEY ix_o (o), CONSTRAINT fk_o FOREIGN KEY (o) REFERENCES orders (id)) ENGINE=InnoDB",
)


@pytest.fixture(scope="module")
def connection(tmp_path_factory: pytest.TempPathFactory) -> Iterator[pymysql.connections.Connection]:
    folder: Path = tmp_path_factory.mktemp("server")
    with running(folder) as server, server.root() as opened:
        yield opened


@pytest.fixture
def cursor(connection: pymysql.connections.Connection) -> Iterator[pymysql.cursors.Cursor]:
    with connection.cursor() as opened:
        opened.execute("DROP DATABASE IF EXISTS shop")
        opened.execute("CREATE DATABASE shop")
        opened.execute("USE shop")
        for table in TABLES:
            opened.execute(table)
        yield opened


def shown(cursor: pymysql.cursors.Cursor, column: str) -> str:
    cursor.execute("SHOW CREATE TABLE orders")
    row = cursor.fetchone()
    assert row is not None
    return next(line.strip() for line in str(row[1]).split("\n") if f"`{column}`" in line)


def test_modify_resets_what_it_leaves_out(cursor: pymysql.cursors.Cursor) -> None:
    cursor.execute("ALTER TABLE orders MODIFY note VARCHAR(60)")
    assert shown(cursor, "note") == "`note` varchar(60) DEFAULT NULL,"


def test_a_key_loses_its_auto_increment(cursor: pymysql.cursors.Cursor) -> None:
    cursor.execute("ALTER TABLE line DROP FOREIGN KEY fk_o")
    cursor.execute("ALTER TABLE orders MODIFY id BIGINT NOT NULL")
    assert shown(cursor, "id") in ("`id` bigint(20) NOT NULL,", "`id` bigint NOT NULL,")  # MariaDB, MySQL


def test_set_default_resets_nothing(cursor: pymysql.cursors.Cursor) -> None:
    cursor.execute("ALTER TABLE orders ALTER COLUMN note SET DEFAULT 'y'")
    assert shown(cursor, "note") == "`note` varchar(40) NOT NULL DEFAULT 'y' COMMENT 'why',"


@pytest.mark.parametrize(
    "action",
    [
        "MODIFY free INT",
        "MODIFY free VARCHAR(20)",
        "ADD COLUMN c INT AS (length(free)) STORED",
        "ADD CONSTRAINT c CHECK (free > 0)",
        "CONVERT TO CHARACTER SET latin1",
        "MODIFY state ENUM('paid', 'new')",
        "ADD COLUMN parent INT, ADD FOREIGN KEY (parent) REFERENCES orders (id)",
    ],
)
def test_what_copies_the_table(cursor: pymysql.cursors.Cursor, action: str) -> None:
    with pytest.raises(pymysql.err.MySQLError, match="ALGORITHM=INPLACE is not supported"):
        cursor.execute(f"ALTER TABLE orders {action}, ALGORITHM=INPLACE")


@pytest.mark.parametrize(
    "action",
    [
        "ADD COLUMN c INT",
        "MODIFY free VARCHAR(60)",
        "MODIFY state ENUM('new', 'paid', 'sent')",
        "CHARACTER SET latin1",
        "ADD INDEX i (free)",
    ],
)
def test_what_does_not(cursor: pymysql.cursors.Cursor, action: str) -> None:
    cursor.execute(f"ALTER TABLE orders {action}, ALGORITHM=INPLACE")


def test_an_index_that_a_foreign_key_needs(cursor: pymysql.cursors.Cursor) -> None:
    with pytest.raises(pymysql.err.MySQLError) as refused:
        cursor.execute("DROP INDEX ix_o ON line")
    assert refused.value.args[0] == 1553


def test_orphans_are_accepted_while_checks_are_off(cursor: pymysql.cursors.Cursor) -> None:
    cursor.execute("ALTER TABLE line DROP FOREIGN KEY fk_o")
    cursor.execute("INSERT INTO line VALUES (77)")
    cursor.execute("SET foreign_key_checks=0")
    cursor.execute("ALTER TABLE line ADD CONSTRAINT fk_o FOREIGN KEY (o) REFERENCES orders (id)")
    cursor.execute("SET foreign_key_checks=1")
    cursor.execute("SELECT count(*) FROM line")
    assert cursor.fetchone() == (1,)


def test_two_statements_in_one_text_are_refused(cursor: pymysql.cursors.Cursor) -> None:
    with pytest.raises(pymysql.err.MySQLError) as refused:
        cursor.execute("SELECT 1; SELECT 2")
    assert refused.value.args[0] == 1064


def test_a_value_that_an_enum_lacks(cursor: pymysql.cursors.Cursor) -> None:
    cursor.execute("INSERT INTO orders (state) VALUES ('paid')")
    with pytest.raises(pymysql.err.MySQLError, match="truncated"):
        cursor.execute("ALTER TABLE orders MODIFY state ENUM('new')")


def test_double_quotes_are_a_string_and_bars_are_or(cursor: pymysql.cursors.Cursor) -> None:
    cursor.execute("SELECT \"a\", 'a' || 'b'")
    assert cursor.fetchone() == ("a", 0)

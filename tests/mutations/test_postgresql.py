"""Every single difference on PostgreSQL is found and named, and nothing else is; spelling is nothing.

Each change is made, read and rolled back in one transaction of one database.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator

import psycopg
import pytest

from migralint.database.postgresql.server.server import Server
from migralint.schema.compare import Difference, status
from migralint.schema.database import Database
from migralint.schema.mend.differences import compare_and_mend
from tests.support.postgresql import known_to, new_database, newer_skipped, read
from tests.support.shop.postgresql import CHANGES, SHOP, SPELLINGS, Change

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def connection(postgresql_server: Server) -> Iterator[psycopg.Connection]:
    with psycopg.connect(new_database(postgresql_server, "shop"), autocommit=True) as connection:
        connection.execute(known_to(connection.info.server_version, SHOP))
        yield connection


@pytest.fixture(scope="module")
def shop(connection: psycopg.Connection) -> Database:
    return read(connection)


def after(connection: psycopg.Connection, sql: str) -> Database:
    version = connection.info.server_version
    with newer_skipped(version), connection.transaction(force_rollback=True):
        connection.execute(known_to(version, sql))
        return read(connection)


def named(differences: tuple[Difference, ...]) -> list[tuple[str, str | None, str | None]]:
    return sorted(((d.kind, d.table, d.object) for d in differences), key=repr)


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: change.name)
def test_a_difference_is_found_and_nothing_else(connection: psycopg.Connection, shop: Database, change: Change) -> None:
    if connection.info.server_version < 150_000 and change.name.endswith(" NULLS DISTINCT"):
        pytest.skip("PostgreSQL before 15 knows no other")
    other = after(connection, change.sql)
    found, back = compare_and_mend(shop, other), compare_and_mend(other, shop)
    assert named(found) == sorted(change.expected, key=repr)
    assert {difference.note for difference in found} == {change.note}
    assert status(found) == ("match" if change.note else "drift")
    assert all(difference.models != difference.migrations for difference in found)
    assert len(back) == len(found)
    for difference in (*found, *back):
        ast.parse(difference.mend)


@pytest.mark.parametrize("sql", SPELLINGS.values(), ids=SPELLINGS)
def test_spelling_is_nothing(connection: psycopg.Connection, shop: Database, sql: str) -> None:
    assert compare_and_mend(shop, after(connection, sql)) == ()


def test_the_list_is_as_long_as_it_claims() -> None:
    assert len({change.name for change in CHANGES}) == len(CHANGES) >= 100


def test_the_same_script_gives_the_same_database(postgresql_server: Server, shop: Database) -> None:
    with psycopg.connect(new_database(postgresql_server, "again"), autocommit=True) as connection:
        connection.execute(known_to(connection.info.server_version, SHOP))
        assert compare_and_mend(shop, read(connection)) == ()


def test_rows_of_large_tables_are_told_apart_by_their_digest(connection: psycopg.Connection) -> None:
    fill = "INSERT INTO roles SELECT i, 'r' || i FROM generate_series(10, 2000) AS i"
    one = after(connection, fill)
    assert (
        compare_and_mend(
            one,
            after(
                connection,
                fill.replace("10, 2000", "10, 2000) AS j, LATERAL (SELECT j").replace(") AS i", ") AS k (i)"),
            ),
        )
        == ()
    )
    (rows,) = compare_and_mend(one, after(connection, fill.replace("'r'", "CASE i WHEN 1999 THEN 'x' ELSE 'r' END")))
    assert (rows.kind, rows.table) == ("rows", "roles")

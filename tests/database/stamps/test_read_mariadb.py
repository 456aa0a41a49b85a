"""Stamps read from a real MariaDB."""

from __future__ import annotations

import sys
from collections.abc import Iterator

import pytest

from migralint.database.stamps.read import ask_once, read_stamps
from migralint.database.stamps.request import Job, Outcome, Stamped, Unread
from migralint.environments.environment import DatabaseReading, OneTable, Query, Schemas, StampSet
from tests.support.mariadb import PASSWORD, MariaDB, running

pytestmark = [pytest.mark.mariadb, pytest.mark.usefixtures("in_process")]


@pytest.fixture(scope="module")
def mariadb(tmp_path_factory: pytest.TempPathFactory) -> Iterator[MariaDB]:
    with running(tmp_path_factory.mktemp("mariadb")) as server:
        yield server


@pytest.fixture
def server(mariadb: MariaDB) -> Iterator[MariaDB]:
    names = ["shop", *(f"tenant-{number}" for number in range(120))]
    execute(mariadb, *(f"CREATE DATABASE `{name}`" for name in names))
    yield mariadb
    execute(mariadb, *(f"DROP DATABASE `{name}`" for name in names))


def execute(server: MariaDB, *statements: str) -> None:
    with server.root() as connection, connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def stamped(database: str, *ids: str) -> list[str]:
    return [
        f"CREATE TABLE `{database}`.alembic_version (version_num varchar(32) PRIMARY KEY)",
        *(f"INSERT INTO `{database}`.alembic_version VALUES ('{one}')" for one in ids),
    ]


def read(url: str, reading: DatabaseReading | None = None, timeout: int = 30) -> Outcome:
    return read_stamps([Job("x", url, reading or OneTable())], python=sys.executable, timeout=timeout)["x"]


def sets(outcome: Outcome) -> tuple[StampSet, ...]:
    assert isinstance(outcome, Stamped), outcome
    return outcome.stamp_sets


def failure(outcome: Outcome) -> Unread:
    assert isinstance(outcome, Unread), outcome
    return outcome


def test_one_database(server: MariaDB) -> None:
    execute(server, *stamped("shop", "a", "b"))
    outcome = read(server.url("shop"))
    assert sets(outcome) == (StampSet(frozenset("ab")),)
    assert isinstance(outcome, Stamped)
    assert outcome.server.startswith("mysql " if server.is_mysql else "mariadb ")
    assert sets(read(server.url("shop"), OneTable(schema="tenant-1"))) == (StampSet(frozenset()),)


def test_a_fleet_of_databases(server: MariaDB) -> None:
    execute(server, *[line for number in range(110) for line in stamped(f"tenant-{number}", f"rev{number % 2}")])
    assert [(one.key, one.databases) for one in sets(read(server.url(), Schemas("tenant-*")))] == [
        ("rev0", 55),
        ("rev1", 55),
        ("", 10),
    ]


def test_a_query(server: MariaDB) -> None:
    execute(server, "CREATE TABLE shop.stamps (t text, v text)", "INSERT INTO shop.stamps VALUES ('100%', 'a')")
    outcome = read(server.url("shop"), Query("select t, v from stamps where t like '%'"))
    assert sets(outcome) == (StampSet(frozenset("a"), 1, ("100%",)),)


def test_a_query_that_writes_through_a_function_is_stopped_by_the_server(server: MariaDB) -> None:
    execute(
        server,
        "CREATE TABLE shop.log (line text)",
        "CREATE FUNCTION shop.write_down() RETURNS int BEGIN INSERT INTO shop.log VALUES ('x'); RETURN 1; END",
    )
    outcome = failure(read(server.url("shop"), Query("select write_down(), 'a'")))
    assert "READ ONLY transaction" in outcome.message
    with server.root() as connection, connection.cursor() as cursor:
        cursor.execute("select count(*) from shop.log")
        assert cursor.fetchone() == (0,)


def test_a_slow_statement_is_ended_by_the_server(server: MariaDB) -> None:
    slow = "select count(*), 'a' from information_schema.collations a, information_schema.collations b, "
    slow += "information_schema.collations c, information_schema.collations d"
    limit = "maximum statement execution time" if server.is_mysql else "max_statement_time"
    assert limit in failure(read(server.url("shop"), Query(slow), timeout=1)).message


def test_a_wrong_password_is_not_shown(server: MariaDB) -> None:
    outcome = failure(read(server.url("shop").replace("%2541", "%2542")))
    assert outcome.kind == "unreachable"
    assert "Access denied" in outcome.message
    assert PASSWORD[:4] not in outcome.message


def test_one_table_is_known_again_by_any_url_and_no_two_are_mixed_up(server: MariaDB) -> None:
    execute(server, *stamped("shop", "a"), *stamped("tenant-1", "b"))
    urls = [
        (server.url("shop"), OneTable()),
        (server.url("shop").replace("127.0.0.1", "localhost"), OneTable()),
        (server.url("tenant-1"), OneTable()),
        (server.url("shop"), OneTable(schema="tenant-1")),
    ]
    outcomes = [read(url, reading) for url, reading in urls]
    assert [one.key for outcome in outcomes for one in sets(outcome)] == ["a", "a", "b", "b"]
    shop, again, tenant, by_schema = (outcome.identity for outcome in outcomes if isinstance(outcome, Stamped))
    assert (shop == again, tenant == by_schema, shop == tenant) == (True, True, False)


def test_the_size_of_a_table(server: MariaDB) -> None:
    execute(server, *stamped("shop", "a", "b"))
    request = {"kind": "sizes", "tables": [[None, "alembic_version"], ["tenant-2", "none"]]}
    answer = ask_once(server.url("shop"), request, python=sys.executable, timeout=30)
    assert isinstance(answer, dict), answer
    found, missing = answer["sizes"]
    assert (found["exists"], found["bytes"] > 0, missing["exists"]) == (True, True, False)

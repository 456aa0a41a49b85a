"""Stamps read from SQLite files, and everything that can go wrong on the way."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from migralint.database.stamps.read import read_stamps
from migralint.database.stamps.request import Job, Outcome, Stamped, Unread
from migralint.environments.environment import DatabaseReading, OneTable, Query, Schemas, StampSet
from tests.support.verification import PYTHON

Make = Callable[..., str]

pytestmark = [pytest.mark.usefixtures("in_process"), pytest.mark.slow]


@pytest.fixture
def make(tmp_path: Path) -> Make:
    """Makes a database from SQL and gives its URL."""

    def database(*statements: str, name: str = "shop.db") -> str:
        connection = sqlite3.connect(tmp_path / name)
        for statement in statements:
            connection.execute(statement)
        connection.commit()
        connection.close()
        return f"sqlite:///{tmp_path / name}"

    return database


def stamped(*ids: str, table: str = "alembic_version") -> tuple[str, ...]:
    values = [f"INSERT INTO {table} VALUES ('{one}')" for one in ids]
    return (f"CREATE TABLE {table} (version_num VARCHAR(32) NOT NULL)", *values)


def read(url: str, reading: DatabaseReading | None = None, *, python: str = PYTHON, timeout: int = 30) -> Outcome:
    return read_stamps([Job("x", url, reading or OneTable())], python=python, timeout=timeout)["x"]


def sets(outcome: Outcome) -> tuple[StampSet, ...]:
    assert isinstance(outcome, Stamped), outcome
    return outcome.stamp_sets


def failure(outcome: Outcome) -> Unread:
    assert isinstance(outcome, Unread), outcome
    return outcome


@pytest.mark.parametrize("ids", [("a",), ("a", "b"), ()])
def test_the_rows_of_a_version_table_are_one_stamp_set(make: Make, ids: tuple[str, ...]) -> None:
    outcome = read(make(*stamped(*ids)))
    assert sets(outcome) == (StampSet(frozenset(ids)),)
    assert isinstance(outcome, Stamped)
    assert outcome.server.startswith("sqlite 3.")


def test_without_a_version_table_it_is_unstamped(make: Make) -> None:
    assert sets(read(make("CREATE TABLE t (a)"))) == (StampSet(frozenset()),)


def test_another_version_table(make: Make) -> None:
    url = make(*stamped("a"), *stamped("b", table='"odd ""name%"'))
    assert sets(read(url, OneTable('odd "name%'))) == (StampSet(frozenset("b")),)


def test_an_async_url_reads_the_same_file(make: Make) -> None:
    assert sets(read(make(*stamped("a")).replace("sqlite:", "sqlite+aiosqlite:"))) == (StampSet(frozenset("a")),)


def test_a_uri_with_parameters(make: Make, tmp_path: Path) -> None:
    make(*stamped("a"))
    assert sets(read(f"sqlite:///file:{tmp_path}/shop.db?mode=rwc&uri=true")) == (StampSet(frozenset("a")),)


def test_nothing_is_written(make: Make, tmp_path: Path) -> None:
    url = make(*stamped("a"))
    before = {path: (path.read_bytes(), path.stat().st_mtime_ns) for path in tmp_path.iterdir()}
    os.chmod(tmp_path / "shop.db", 0o444)
    assert sets(read(url)) == (StampSet(frozenset("a")),)
    assert {path: (path.read_bytes(), path.stat().st_mtime_ns) for path in tmp_path.iterdir()} == before


def test_a_query_gives_a_fleet(make: Make) -> None:
    url = make(
        "CREATE TABLE stamps (tenant, version)",
        "INSERT INTO stamps VALUES ('one', 'a'), ('two', 'b'), ('two', 'c'), ('three', 'a'), ('four', NULL)",
    )
    outcome = read(url, Query("select tenant, version from stamps where tenant like '%' order by 1 -- all\n ; "))
    assert sets(outcome) == (
        StampSet(frozenset("a"), 2, ("one", "three")),
        StampSet(frozenset(), 1, ("four",)),
        StampSet(frozenset("bc"), 1, ("two",)),
    )


@pytest.mark.parametrize(
    ("sql", "kind", "words"),
    [
        ("delete from stamps", "query", "must be a SELECT"),
        ("select 1, 2; delete from stamps", "query", "2 statements"),
        ("select tenant from stamps", "query", "1 columns"),
        ("select tenant, version, 1 from stamps", "query", "3 columns"),
        ("select null, version from stamps", "query", "without the name"),
        ("select 'x', nullif(version, 'a') from stamps", "query", "in one row and without one in another"),
        ("select tenant, 5 from stamps", "error", "holds 5, which is not a revision id"),
        ("select a, b from nowhere", "error", "no such table"),
    ],
)
def test_a_query_must_read_database_and_version(make: Make, sql: str, kind: str, words: str) -> None:
    url = make("CREATE TABLE stamps (tenant, version)", "INSERT INTO stamps VALUES ('one', 'a'), ('two', 'b')")
    outcome = failure(read(url, Query(sql)))
    assert (outcome.kind, words in outcome.message) == (kind, True), outcome
    connection = sqlite3.connect(url.removeprefix("sqlite:///"))
    assert connection.execute("select count(*) from stamps").fetchone() == (2,)
    connection.close()


@pytest.mark.parametrize(
    ("url", "kind", "words"),
    [
        ("sqlite:////nowhere/shop.db", "unreachable", "the file /nowhere/shop.db does not exist"),
        ("sqlite://", "unsupported", "in-memory"),
        ("sqlite:///:memory:", "unsupported", "in-memory"),
        ("sqlite:///file::memory:?uri=true", "unsupported", "in-memory"),
        ("sqlite+pysqlcipher://:hunter2@/x.db", "unsupported", "read-only"),
        ("no url", "malformed-url", "not one"),
        ("postgresql://u:hunter2@x@h/d", "malformed-url", "%XX"),
        ("nosuchdb://u:hunter2@h/d", "missing-driver", "--python"),
        ("postgresql+nosuchdriver://u:hunter2@h/d", "missing-driver", "--python"),
        ("oracle://u:hunter2@h/d", "missing-driver", "--python"),
        ("postgresql://u:hunter2@127.0.0.1:1/d", "unreachable", "127.0.0.1"),
        ("postgresql+asyncpg://u:hunter2@127.0.0.1:1/d", "unreachable", "127.0.0.1"),
        ("postgres://u:hunter2@127.0.0.1:1/d", "unreachable", "127.0.0.1"),
        ("mysql+pymysql://u:hunter2@127.0.0.1:1/d", "unreachable", "127.0.0.1"),
        ("mysql://u:hunter2@127.0.0.1:1/d", "unreachable", "127.0.0.1"),
    ],
)
def test_what_cannot_be_read_says_why_without_the_password(url: str, kind: str, words: str) -> None:
    outcome = failure(read(url))
    assert (outcome.kind, words in outcome.message) == (kind, True), outcome
    assert "hunter2" not in outcome.message
    assert "hunter2" not in repr(Job("x", url, OneTable()))


def test_what_is_no_database(tmp_path: Path) -> None:
    (tmp_path / "text.db").write_text("not a database, just some text that is long enough to be looked at" * 20)
    assert "not a database" in failure(read(f"sqlite:///{tmp_path}/text.db")).message


def test_a_version_table_of_another_shape(make: Make) -> None:
    assert "version_num" in failure(read(make("CREATE TABLE alembic_version (version)"))).message
    url = make("CREATE TABLE alembic_version (version_num)", "INSERT INTO alembic_version VALUES (NULL)", name="2.db")
    assert "not a revision id" in failure(read(url)).message


def test_schemas_are_a_server_s_matter(make: Make) -> None:
    assert failure(read(make(*stamped("a")), Schemas("tenant_*"))).kind == "no-schema"


def test_a_statement_that_never_ends_is_ended(make: Make) -> None:
    forever = "with recursive n(i) as (select 1 union all select i + 1 from n) select count(*), 'a' from n"
    assert "interrupted" in failure(read(make(*stamped("a")), Query(forever), timeout=1)).message

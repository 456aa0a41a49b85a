"""A fleet: a schema for each tenant, or a database for each; what is alike is looked at once."""

from __future__ import annotations

import time
from pathlib import Path

import psycopg
import pytest

from migralint.database.drift.result import Drift
from migralint.database.drift.target import LiveTarget
from migralint.database.postgresql.server.server import Server
from migralint.reporting.drift.wording import entry_summary
from tests.support.live_databases import look_at, scripted_project
from tests.support.postgresql import new_database

FIRST = """
CREATE TYPE plan AS ENUM ('free', 'paid');
CREATE TABLE users (id serial PRIMARY KEY, email varchar(320) NOT NULL UNIQUE, plan plan DEFAULT 'free' NOT NULL);
CREATE TABLE orders (id serial PRIMARY KEY, buyer integer NOT NULL REFERENCES users ON DELETE CASCADE,
    total numeric(10, 2) DEFAULT 0 CHECK (total >= 0), placed timestamptz DEFAULT now());
CREATE VIEW buyers AS SELECT u.email, count(*) AS orders FROM users u JOIN orders o ON o.buyer = u.id GROUP BY u.email;
CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.placed := now(); RETURN NEW; END $$;
CREATE TRIGGER touched BEFORE UPDATE ON orders FOR EACH ROW EXECUTE FUNCTION touch();
"""
SECOND = "CREATE INDEX ix_orders ON orders (buyer);"
STAMP = "CREATE TABLE alembic_version (version_num varchar(32) PRIMARY KEY); INSERT INTO alembic_version VALUES ('{}');"


def project(folder: Path) -> Path:
    return scripted_project(
        folder / "project", {"first": (None, FIRST), "second": ("first", SECOND)}, dialect="postgresql"
    )


def tenants(server: Server, name: str, count: int, changes: dict[int, str]) -> str:
    """A database with a schema for each tenant, all at the second revision but every tenth; `changes` by number."""
    url = new_database(server, name)
    with psycopg.connect(url, autocommit=True) as connection:
        for number in range(count):
            behind = number % 10 == 9
            script = FIRST + ("" if behind else SECOND) + STAMP.format("first" if behind else "second")
            schema = f"tenant-{number}"
            connection.execute(f'CREATE SCHEMA "{schema}"; SET search_path = "{schema}"')
            connection.execute(script + changes.get(number, ""))
        connection.execute("CREATE SCHEMA elsewhere; CREATE TABLE elsewhere.things (id int)")
    return url


def summary(drift: Drift) -> str:
    return entry_summary(drift.groups, drift.not_judged, strict=False)


CHANGES = {
    2: "DROP INDEX ix_orders;",
    5: "DROP INDEX ix_orders;",
    7: "CREATE TABLE tmp_fix (id int);",
    8: "UPDATE alembic_version SET version_num = 'unheard-of'",
    9: "DELETE FROM alembic_version",
}


def test_schemas_are_grouped_by_what_they_hold(tmp_path: Path, postgresql: Server) -> None:
    url = tenants(postgresql, "fleet", 25, CHANGES)
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute('CREATE SCHEMA "tenant-bare"; CREATE SCHEMA "tenant-sql"')
    target = LiveTarget("tenants", url, glob="tenant-*")
    drift = look_at(project(tmp_path), (target,), databases=(postgresql.url(),))
    assert summary(drift) == "20 alike; 2 lack index ix_orders; 1 has table tmp_fix; 4 not judged"
    assert {one.databases for one in drift.groups if one.is_drift()} == {("tenant-2", "tenant-5"), ("tenant-7",)}
    assert {(one.databases, one.kind) for one in drift.not_judged} == {
        (("tenant-bare", "tenant-sql"), "unstamped"),
        (("tenant-9",), "unstamped"),
        (("tenant-8",), "unknown"),
    }
    (mend,) = {each.mend for one in drift.groups for each in one.differences if each.kind == "index"}
    assert mend == 'op.create_index("ix_orders", "orders", ["buyer"], unique=False)'


@pytest.mark.slow
def test_schemas_given_one_by_one_share_their_connection(tmp_path: Path, postgresql: Server) -> None:
    url = tenants(postgresql, "listed", 4, {1: "DROP VIEW buyers;"})
    targets = tuple(LiveTarget("fleet", url, f"t{number}", f"tenant-{number}") for number in range(4))
    drift = look_at(project(tmp_path), targets, databases=(postgresql.url(),))
    assert summary(drift) == "3 alike; 1 lacks view buyers"
    assert [one.databases for one in drift.groups] == [("t0", "t2", "t3"), ("t1",)]


@pytest.mark.slow
def test_databases_are_grouped_by_what_differs(tmp_path: Path, postgresql: Server) -> None:
    targets = []
    for number in range(3):
        url = new_database(postgresql, f"one_{number}")
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute(FIRST + STAMP.format("first") + ("DROP VIEW buyers" if number else ""))
        targets.append(LiveTarget("fleet", url, f"db{number}"))
    targets.append(LiveTarget("fleet", url.replace("one_2", "no_such_database"), "db3"))
    drift = look_at(project(tmp_path), tuple(targets), databases=(postgresql.url(),))
    assert summary(drift) == "1 alike; 2 lack view buyers; 1 not judged"
    (unread,) = drift.not_judged
    assert "does not exist" in unread.why and url.partition(":")[2].partition("@")[0] not in unread.why


@pytest.mark.slow
def test_a_thousand_schemas_are_grouped_in_seconds(tmp_path: Path, postgresql: Server) -> None:
    url = tenants(postgresql, "thousand", 1000, {number: CHANGES[number] for number in (2, 5, 7)})
    target = LiveTarget("tenants", url, glob="tenant-*")
    started = time.monotonic()
    drift = look_at(project(tmp_path), (target,), databases=(postgresql.url(),))
    print(f"{time.monotonic() - started:.1f} s for 1,000 schemas")
    assert summary(drift) == "997 alike; 2 lack index ix_orders; 1 has table tmp_fix"
    assert sum(len(one.databases) for one in drift.groups) == 1000

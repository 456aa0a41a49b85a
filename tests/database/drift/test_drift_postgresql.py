"""A live PostgreSQL database: what a role with no rights on its tables sees, and what belongs to others."""

from __future__ import annotations

import socket
from pathlib import Path

import psycopg
import pytest

from migralint.database.drift.result import Drift
from migralint.database.drift.target import LiveTarget
from migralint.database.postgresql.server.server import Server, throw_away_server
from tests.support.live_databases import found, look, look_at, scripted_project
from tests.support.postgresql import new_database

FIRST = """
CREATE TABLE users (id serial PRIMARY KEY, email varchar(320) NOT NULL);
CREATE TABLE plans (id integer PRIMARY KEY, name text);
CREATE VIEW mails AS SELECT email FROM users;
CREATE MATERIALIZED VIEW counted AS SELECT count(*) AS n FROM users;
CREATE FUNCTION one() RETURNS int LANGUAGE sql AS 'SELECT 1';
CREATE SEQUENCE numbers;
"""
STAMP = (
    "CREATE TABLE alembic_version (version_num varchar(32) PRIMARY KEY); INSERT INTO alembic_version VALUES ('first');"
)
SECRET = "s3cret/of the reader"
READER = f"""
CREATE ROLE watcher LOGIN PASSWORD '{SECRET}';
REVOKE ALL ON DATABASE watched FROM PUBLIC;
GRANT CONNECT ON DATABASE watched TO watcher;
GRANT USAGE ON SCHEMA public TO watcher;
GRANT SELECT ON alembic_version TO watcher;
"""


def project(folder: Path) -> Path:
    return scripted_project(folder / "project", {"first": (None, FIRST)}, dialect="postgresql")


def as_watcher(url: str) -> str:
    return f"postgresql://watcher:s3cret%2Fof%20the%20reader@{url.rpartition('@')[2]}"


def drifting(drift: Drift) -> list[tuple[str, str | None, str | None]]:
    """Without notes."""
    return [(one.kind, one.table, one.object) for group in drift.groups for one in group.differences if not one.note]


def notes(drift: Drift) -> list[tuple[str, str | None, str | None]]:
    return [(one.kind, one.table, one.object) for group in drift.groups for one in group.differences if one.note]


@pytest.mark.slow
def test_a_role_that_may_read_no_table_suffices_and_other_applications_are_not_looked_at(
    tmp_path: Path, postgresql: Server
) -> None:
    url = new_database(postgresql, "watched")
    with psycopg.connect(url, autocommit=True) as owner:
        owner.execute("CREATE ROLE migrations; GRANT ALL ON SCHEMA public TO migrations; SET ROLE migrations")
        owner.execute(FIRST + STAMP)
        owner.execute("RESET ROLE; CREATE SCHEMA other; CREATE TABLE other.things (id int)")
        owner.execute(READER)
        with psycopg.connect(as_watcher(url)) as watcher, pytest.raises(psycopg.errors.InsufficientPrivilege):
            watcher.execute("SELECT * FROM users")
        urls = {"live": as_watcher(url)}
        drift = look(project(tmp_path), urls, databases=(postgresql.url(),))
        assert found(drift)["live"] == notes(drift) == [("privileges", None, "schema public")]
        assert drift.status == "match"
        owner.execute("ALTER TABLE users ADD nick text; DROP FUNCTION one(); GRANT SELECT ON plans TO PUBLIC")
        drift = look(project(tmp_path / "again"), urls, databases=(postgresql.url(),))
        assert [one for one in found(drift)["live"] if one not in notes(drift)] == [
            ("column", "users", "nick"),
            ("function", None, "one()"),
        ]
        owner.execute("REVOKE SELECT ON alembic_version FROM watcher")
        drift = look(project(tmp_path / "blind"), urls, databases=(postgresql.url(),))
        (blind,) = drift.not_judged
        assert (blind.kind, drift.groups) == ("unread", ())
        assert "GRANT SELECT ON alembic_version" in blind.why
        urls = {"live": urls["live"].replace("s3cret", "wr0ng")}
        (refused,) = look(project(tmp_path / "refused"), urls, databases=(postgresql.url(),)).not_judged
        assert refused.kind == "unread" and "password authentication failed" in refused.why
        assert "wr0ng" not in refused.why and "of the reader" not in refused.why


@pytest.mark.slow
def test_what_the_migrations_grant_has_to_be_granted(tmp_path: Path, postgresql: Server) -> None:
    grants = f"{FIRST} GRANT SELECT ON plans TO PUBLIC; ALTER TABLE plans OWNER TO keeper;"
    url = new_database(postgresql, "granted")
    other = new_database(postgresql, "not_granted")
    with psycopg.connect(url, autocommit=True) as owner:
        owner.execute("CREATE ROLE keeper")
        owner.execute(grants + STAMP)
    with psycopg.connect(other, autocommit=True) as owner:
        owner.execute(FIRST + STAMP)
    folder = scripted_project(tmp_path / "project", {"first": (None, grants)}, dialect="postgresql")
    drift = look(folder, {"granted": url, "not granted": other}, databases=(postgresql.url(),))
    assert found(drift) == {"granted": [], "not granted": [("privileges", "plans", None)]}
    assert {one.entry for one in drift.groups if one.is_drift()} == {"not granted"}


@pytest.mark.slow
def test_nothing_is_written_not_even_to_the_log(tmp_path: Path) -> None:
    with throw_away_server() as live:
        url = new_database(live, "watched")
        with psycopg.connect(live.url("watched"), autocommit=True) as owner:
            owner.execute(FIRST + STAMP + "ALTER TABLE users ADD nick text")
            # What reading may write by itself (pruned pages, hint bits) and what servers do now and then, comes first.
            owner.execute("ALTER SYSTEM SET autovacuum = off")
            owner.execute("SELECT pg_reload_conf()")
            owner.execute("VACUUM FREEZE")
            owner.execute("CHECKPOINT")
            query = "SELECT pg_current_wal_insert_lsn(), pg_snapshot_xmax(pg_current_snapshot())"
            before = owner.execute(query).fetchone()
            drift = look(project(tmp_path), {"live": url})  # on another server
            assert owner.execute(query).fetchone() == before
    assert found(drift) == {"live": [("column", "users", "nick")]}


@pytest.mark.slow
def test_a_server_that_never_answers_costs_its_own_database_alone(tmp_path: Path, postgresql: Server) -> None:
    url = new_database(postgresql, "answers")
    with psycopg.connect(url, autocommit=True) as owner:
        owner.execute(FIRST + STAMP)
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        urls = {"silent": f"postgresql://me:{SECRET[:6]}@127.0.0.1:{silent.getsockname()[1]}/x", "answers": url}
        drift = look(project(tmp_path), urls, databases=(postgresql.url(),), timeout=2)
    assert found(drift) == {"answers": []}
    (unread,) = drift.not_judged
    assert (unread.entry, unread.kind) == ("silent", "unread")
    assert SECRET[:6] not in unread.why


@pytest.mark.slow
def test_whichever_schema_the_project_lives_in(tmp_path: Path, postgresql: Server) -> None:
    tables = "CREATE TABLE {0}users (id serial PRIMARY KEY, plan integer); CREATE INDEX ix_plan ON {0}users (plan);"
    more = (
        "CREATE FUNCTION {0}one() RETURNS int LANGUAGE sql AS 'SELECT 1';CREATE VIEW {0}ids AS SELECT id FROM {0}users;"
    )
    named = scripted_project(
        tmp_path / "named",
        {"first": (None, "CREATE SCHEMA IF NOT EXISTS app;" + (tables + more).format("app."))},
        dialect="postgresql",
        options='version_table_schema="app"',
    )
    unnamed = scripted_project(
        tmp_path / "unnamed", {"first": (None, (tables + more).format(""))}, dialect="postgresql"
    )
    url = new_database(postgresql, "in_app")
    with psycopg.connect(url, autocommit=True) as owner:
        owner.execute(
            "CREATE SCHEMA app; SET search_path = app; CREATE SCHEMA other; CREATE TABLE other.things (id int)"
        )
        owner.execute((tables + more).format("") + STAMP)
        owner.execute("CREATE ROLE by_path LOGIN PASSWORD 'x'; ALTER ROLE by_path SET search_path = app")
        owner.execute("GRANT USAGE ON SCHEMA app TO by_path; GRANT SELECT ON app.alembic_version TO by_path")
        by_path = f"postgresql://by_path:x@{url.rpartition('@')[2]}"
        here = {"databases": (postgresql.url(),)}
        assert drifting(look(named, {"a": url}, **here)) == []
        assert drifting(look(unnamed, {"a": by_path}, **here)) == []
        owner.execute("DROP INDEX app.ix_plan; CREATE VIEW app.more AS SELECT 1 AS x")
        wanted = [("index", "app.users", "ix_plan"), ("view", None, "app.more")]
        assert sorted(drifting(look(named, {"a": url}, **here)), key=repr) == wanted
        wanted = [("index", "users", "ix_plan"), ("view", None, "more")]
        assert sorted(drifting(look(unnamed, {"a": by_path}, **here)), key=repr) == wanted


@pytest.mark.slow
def test_the_filters_of_env_py_are_asked_about_a_schema_of_its_own(tmp_path: Path, postgresql: Server) -> None:
    folder = scripted_project(
        tmp_path / "project",
        {"first": (None, FIRST)},
        dialect="postgresql",
        options="include_object=lambda thing, name, kind, *_: not (kind == 'table' and name.startswith('dba_'))",
    )
    url = new_database(postgresql, "filtered")
    with psycopg.connect(url, autocommit=True) as owner:
        owner.execute("CREATE SCHEMA app; SET search_path = app")
        owner.execute(FIRST + STAMP)
        owner.execute("CREATE TABLE dba_sizes (id serial PRIMARY KEY); CREATE TABLE tmp_fix (id int)")
    target = LiveTarget("app", url, schema="app")
    drift = look_at(folder, (target,), databases=(postgresql.url(),))
    assert found(drift) == {"app": [("table", "tmp_fix", None)]}

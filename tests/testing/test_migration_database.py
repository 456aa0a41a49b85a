"""`migration_database.at(REV)`: real rows before a revision, the real revision, and a look at what it made of them."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import psycopg
import pytest

from migralint.database.postgresql.server.server import Server
from tests.support.command_line import migralint
from tests.support.git import repository
from tests.testing.conftest import Run

pytestmark = pytest.mark.slow

SPLIT = """
def test_names_are_split(migration_database):
    database = migration_database.at("ccc333")
    assert database.heads == ("bbb222",)
    database.insert("person", {"id": 1, "name": "Ada Lovelace"}, {"id": 2, "name": "Alan Mathison Turing"})
    database.upgrade("ccc333")
    assert database.rows("person") == [
        {"id": 1, "name": "Ada Lovelace", "first": "Ada", "last": "Lovelace"},
        {"id": 2, "name": "Alan Mathison Turing", "first": "Alan", "last": "Mathison Turing"},
    ]
    database.upgrade()
    assert database.heads == ("ddd444",)
    assert database.execute("SELECT last FROM person WHERE id = :id", id=1) == [{"last": "Lovelace"}]
    database.downgrade("aaa111")
    assert sorted(database.rows("person")[0]) == ["id", "name"]
    database.downgrade("base")
    assert database.heads == ()


def test_each_is_a_database_of_its_own(migration_database):
    one, other = migration_database.at("bbb"), migration_database.at("bbb222")
    one.insert("person", {"id": 1, "name": "x"})
    assert (len(one.rows("person")), len(other.rows("person"))) == (1, 0)
    assert migration_database.at("aaa111").heads == ()
"""


@pytest.mark.parametrize("database", ["sqlite", "postgresql"])
def test_rows_go_through_a_revision(run: Run, database: str) -> None:
    ran = run("--migralint-database", database, test_split=SPLIT)
    assert (ran.code, ran.outcomes) == (0, {"passed": 2}), ran.said


def test_each_of_several_databases(run: Run, project: Path) -> None:
    (project / "migralint.toml").write_text('[verify]\ndatabases = ["sqlite", "postgresql"]\n')
    ran = run("-vv", "-k", "names", test_split=SPLIT)
    assert ran.outcomes["passed"] == 2, ran.said
    assert "test_names_are_split[sqlite]" in ran.said and "test_names_are_split[postgresql]" in ran.said


def test_nothing_is_left_on_a_server_that_stays(run: Run, postgresql: Server) -> None:
    ran = run("--migralint-database", postgresql.url(), test_split=SPLIT + FAILS)
    assert ran.outcomes == {"passed": 2, "failed": 2}, ran.said
    assert postgresql.url().partition("@")[0].rpartition(":")[2] not in ran.said  # the password
    with psycopg.connect(postgresql.url()) as connection:
        names = {name for (name,) in connection.execute("SELECT datname FROM pg_database").fetchall()}
    assert {name for name in names if "migralint_scratch" in name} == set()


def test_a_worker_of_xdist_has_its_own(run: Run) -> None:
    ran = run("-n", "2", test_split=SPLIT, test_again=SPLIT)
    assert (ran.code, ran.outcomes) == (0, {"passed": 4}), ran.said


AFTER_A_PRUNE = """
import pytest


def test_the_floor_stands_for_what_is_gone(migration_database):
    database = migration_database.at("ddd444")
    assert database.heads == ("ccc333",)
    database.insert("person", {"id": 1, "name": "x", "first": "Ada", "last": "Lovelace"})
    database.upgrade()
    assert database.rows("person") == [{"id": 1, "first": "Ada", "last": "Lovelace"}]


def test_the_first_one_begins_at_the_floor(migration_database):
    database = migration_database.at("ccc333")
    database.insert("person", {"id": 1, "name": "Ada Lovelace"})
    database.upgrade("ccc333")
    assert database.rows("person")[0]["last"] == "Lovelace"
"""


def test_after_a_prune(run: Run, project: Path) -> None:
    (project / ".gitignore").write_text("__pycache__/\n.cache/\n")
    manifest = 'version = 1\n[environments.production]\nstamps = ["ccc333"]\nrecorded-at = 2026-01-01T00:00:00Z\n'
    (project / "migrations/migralint-environments.toml").write_text(manifest)
    repository(project)
    pruned = migralint("prune", "--apply", "--python", sys.executable, cwd=project)
    assert pruned.code == 0, pruned.stdout + pruned.stderr
    assert not (project / "migrations/versions/aaa111_person.py").exists()
    ran = run("--migralint", test_after=AFTER_A_PRUNE)
    assert (ran.code, ran.outcomes) == (0, {"passed": 6}), ran.said


FAILS = """
def test_null(migration_database):
    database = migration_database.at("ccc333")
    database.insert("person", {"id": 1, "name": "Madonna"})
    database.upgrade("ccc333")


def test_typo(migration_database):
    migration_database.at("ccc334")
"""


def test_a_revision_that_fails_is_named_with_its_line(run: Run) -> None:
    ran = run(test_fails=FAILS)
    assert (ran.code, ran.outcomes) == (1, {"failed": 2}), ran.said
    assert re.search(r"migrations/versions/ccc333_split.py:\d+: the upgrade\(\) of revision ccc333 fails", ran.said)
    assert "not enough values to unpack" in ran.said
    assert 'did you mean "ccc333"?' in ran.said or 'there is no revision "ccc334"' in ran.said


def test_what_env_py_would_connect_to_is_never_reached(run: Run, project: Path) -> None:
    (project / "migrations/env.py").write_text(
        (project / "migrations/env.py").read_text().replace("/nowhere/that/exists.db", str(project / "real.db"))
    )
    assert run(test_split=SPLIT).code == 0
    assert not (project / "real.db").exists()

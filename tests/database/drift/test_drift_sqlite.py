"""A live SQLite file beside what its own stamp says: what counts, what does not, and what cannot be judged."""

from __future__ import annotations

import hashlib
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from migralint.database.drift.result import Drift
from migralint.database.drift.sqlite_live import SqliteLive
from tests.support.live_databases import found, look, scripted_project, stamped_file

FIRST = """
CREATE TABLE users (id INTEGER PRIMARY KEY, email VARCHAR(320) NOT NULL);
CREATE TABLE plans (id INTEGER PRIMARY KEY, name TEXT);
INSERT INTO plans VALUES (1, 'free');
"""
SECOND = "CREATE INDEX ix_users_email ON users (email);"
FILTERS = """
def include_object(thing, name, kind, reflected, compare_to):
    if kind == "table" and name.startswith("tmp_"):
        return False
    return not (kind == "index" and name.startswith("dba_"))
"""


def project(folder: Path, **more: str) -> Path:
    return scripted_project(folder / "project", {"first": (None, FIRST), "second": ("first", SECOND)}, **more)


def why(drift: Drift) -> dict[str, tuple[str, str]]:
    return {one.entry: (one.kind, one.why) for one in drift.not_judged}


def test_each_database_is_held_to_its_own_stamp_and_the_file_stays_as_it_is(tmp_path: Path) -> None:
    urls = {
        "behind": stamped_file(tmp_path / "a.db", FIRST, "first"),
        "up to date": stamped_file(tmp_path / "b.db", FIRST + SECOND, "second"),
        "lacks": stamped_file(tmp_path / "c.db", FIRST, "second"),
        "beyond": stamped_file(tmp_path / "d.db", FIRST + SECOND + "CREATE TABLE tmp_fix (x);", "first"),
        "other": stamped_file(tmp_path / "e.db", FIRST.replace("320", "255"), "first"),
        "used": stamped_file(tmp_path / "f.db", FIRST + "UPDATE plans SET name = 'paid'; ANALYZE;", "first"),
    }
    before = {one: hashlib.sha256(one.read_bytes()).hexdigest() for one in tmp_path.glob("*.db")}
    drift = look(project(tmp_path), urls)
    assert found(drift) == {
        "behind": [],
        "up to date": [],
        "lacks": [("index", "users", "ix_users_email")],
        "beyond": [("index", "users", "ix_users_email"), ("table", "tmp_fix", None)],
        "other": [("column-type", "users", "email")],
        "used": [],
    }
    assert drift.status == "drift" and drift.not_judged == ()
    (lacks,) = next(one.differences for one in drift.groups if one.entry == "lacks")
    assert (lacks.models, lacks.migrations) == ("INDEX (email)", None)
    assert lacks.mend == 'op.create_index("ix_users_email", "users", ["email"], unique=False)'
    assert {one: hashlib.sha256(one.read_bytes()).hexdigest() for one in tmp_path.glob("*.db*")} == before


def test_rows_are_compared_where_somebody_asks(tmp_path: Path) -> None:
    url = stamped_file(
        tmp_path / "a.db", FIRST + "UPDATE plans SET name = 'paid'; INSERT INTO users VALUES (1, 'x')", "first"
    )
    drift = look(project(tmp_path), {"a": url}, rows=("plans",))
    assert found(drift) == {"a": [("rows", "plans", None)]}


def test_a_file_in_wal_mode_gets_no_companions(tmp_path: Path) -> None:
    url = stamped_file(tmp_path / "a.db", FIRST, "first")
    with closing(sqlite3.connect(tmp_path / "a.db")) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
    before = (tmp_path / "a.db").read_bytes()
    assert look(project(tmp_path), {"a": url}).status == "match"
    assert (tmp_path / "a.db").read_bytes() == before
    assert [one.name for one in tmp_path.iterdir() if one.is_file()] == ["a.db"]


def test_what_is_in_the_log_of_a_file_in_use_counts(tmp_path: Path) -> None:
    url = stamped_file(tmp_path / "a.db", FIRST, "first")
    with closing(sqlite3.connect(tmp_path / "a.db")) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("CREATE TABLE tmp_fix (x)")
        connection.commit()
        assert found(look(project(tmp_path), {"a": url})) == {"a": [("table", "tmp_fix", None)]}


def test_the_filters_of_env_py_are_asked_about_live_tables_and_their_parts(tmp_path: Path) -> None:
    more = "CREATE TABLE tmp_fix (x); CREATE INDEX dba_plans ON plans (name); CREATE INDEX other ON plans (name);"
    url = stamped_file(tmp_path / "a.db", FIRST + more, "first")
    folder = project(tmp_path, options="include_object=include_object", extra=FILTERS)
    # Alembic asks about the indexes of tables that both sides have: the models have `plans` here.
    env = folder / "migrations" / "env.py"
    env.write_text(env.read_text().replace('Table("of_the_models"', 'Table("plans"'))
    assert found(look(folder, {"a": url})) == {"a": [("index", "plans", "other")]}


def test_what_the_settings_allow_is_accepted(tmp_path: Path) -> None:
    url = stamped_file(tmp_path / "a.db", FIRST + "CREATE TABLE tmp_fix (x);", "first")
    allow = '[[verify.allow]]\naspect = "table"\ntable = "tmp_*"\nreason = "made by hand"\n'
    drift = look(project(tmp_path, settings=allow), {"a": url})
    (group,) = drift.groups
    assert (drift.status, [one.table for one, _ in group.accepted]) == ("match", ["tmp_fix"])


def test_what_cannot_be_judged_says_why_and_costs_the_others_nothing(tmp_path: Path) -> None:
    garbage = stamped_file(tmp_path / "garbage.db", FIRST)
    with closing(sqlite3.connect(tmp_path / "garbage.db")) as connection:
        connection.execute("INSERT INTO alembic_version VALUES (x'00ff')")
        connection.commit()
    (tmp_path / "text.db").write_text("no database at all, but long enough to be taken for the header of one" * 9)
    with closing(sqlite3.connect(tmp_path / "bare.db")) as connection:
        connection.executescript(FIRST)
    urls = {
        "good": stamped_file(tmp_path / "good.db", FIRST, "first"),
        "unknown": stamped_file(tmp_path / "unknown.db", FIRST, "elsewhere"),
        "overlapping": stamped_file(tmp_path / "both.db", FIRST, "first", "second"),
        "empty": stamped_file(tmp_path / "empty.db", FIRST),
        "bare": f"sqlite:///{tmp_path}/bare.db",
        "garbage": garbage,
        "text": f"sqlite:///{tmp_path}/text.db",
        "gone": f"sqlite:///{tmp_path}/gone.db",
        "oracle": "oracle://somewhere/x",
        "mysql": "mysql://somewhere/x",
        "malformed": "postgresql://user:pass@word/with@two/d?x=[",
    }
    drift = look(project(tmp_path), urls)
    assert found(drift) == {"good": []}
    reasons = why(drift)
    assert {name: kind for name, (kind, _) in reasons.items()} == {
        "unknown": "unknown",
        "overlapping": "overlapping",
        "empty": "unstamped",
        "bare": "unstamped",
        "garbage": "unread",
        "text": "unread",
        "gone": "unread",
        "oracle": "unread",
        "mysql": "no-place",
        "malformed": "unread",
    }
    assert "no revision file has the id elsewhere" in reasons["unknown"][1]
    assert "is not a revision id" in reasons["garbage"][1]
    assert "not a database" in reasons["text"][1]
    assert all("pass@" not in text and "user:" not in text for _, text in reasons.values())
    assert (drift.status, not (tmp_path / "gone.db").exists()) == ("not-judged", True)


def test_a_stamp_that_changes_meanwhile_is_a_deployment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    url = stamped_file(tmp_path / "a.db", FIRST, "first")
    sides = SqliteLive.sides

    def deployed(self: SqliteLive, *arguments: object) -> object:
        seen = sides(self, *arguments)  # type: ignore[arg-type]
        with closing(sqlite3.connect(tmp_path / "a.db")) as connection:
            connection.execute("UPDATE alembic_version SET version_num = 'second'")
            connection.commit()
        return seen

    monkeypatch.setattr(SqliteLive, "sides", deployed)
    drift = look(project(tmp_path), {"a": url})
    assert why(drift) == {
        "a": ("being-deployed", "is being deployed: its stamp changed from first to second while it was read")
    }
    assert drift.groups == ()


def test_migrations_that_do_not_run_up_to_the_stamp_cost_only_the_databases_stamped_so(tmp_path: Path) -> None:
    broken = scripted_project(tmp_path / "project", {"first": (None, FIRST), "broken": ("first", "CREATE NONSENSE")})
    urls = {
        "good": stamped_file(tmp_path / "a.db", FIRST, "first"),
        "bad": stamped_file(tmp_path / "b.db", FIRST, "broken"),
    }
    drift = look(broken, urls)
    assert found(drift) == {"good": []}
    assert why(drift)["bad"][0] == "not-built"
    assert "NONSENSE" in why(drift)["bad"][1]


def test_a_project_whose_env_py_fails_judges_nothing(tmp_path: Path) -> None:
    folder = project(tmp_path, extra="raise RuntimeError('no configuration here')")
    drift = look(folder, {"a": stamped_file(tmp_path / "a.db", FIRST, "first")})
    assert drift.groups == ()
    assert why(drift)["a"][0] == "not-built"
    assert "no configuration here" in why(drift)["a"][1]

"""Batch mode makes a table anew from what SQLAlchemy reflects of it: a mend tells it the rest."""

from __future__ import annotations

from pathlib import Path

import pytest

from migralint.database.sqlite.reader import read_sqlite
from migralint.schema.compare import Difference
from migralint.schema.mend.differences import compare_and_mend
from tests.mutations.test_mends_sqlite import run_mend
from tests.support.sqlite_files import database_from


def mended(tmp_path: Path, models: str, migrations: str) -> tuple[tuple[Difference, ...], tuple[Difference, ...]]:
    """What differed, and what still does after the mends."""
    wanted = database_from(tmp_path, "models", models)
    found = compare_and_mend(wanted, database_from(tmp_path, "migrations", migrations))
    for difference in found:
        run_mend(tmp_path / "migrations.sqlite", difference.mend)
    return found, compare_and_mend(wanted, read_sqlite(str(tmp_path / "migrations.sqlite")))


@pytest.mark.parametrize(
    "beside",
    [
        "id INTEGER PRIMARY KEY AUTOINCREMENT",
        "name VARCHAR(20) COLLATE NOCASE",
        "size INTEGER, CHECK (size > 0)",
        "kind VARCHAR(9) CHECK (kind <> ':x')",
    ],
)
def test_the_mend_of_one_column_leaves_the_others_alone(tmp_path: Path, beside: str) -> None:
    found, left = mended(tmp_path, f"CREATE TABLE t (a BIGINT, {beside})", f"CREATE TABLE t (a INTEGER, {beside})")
    assert [one.kind for one in found] == ["column-type"]
    assert left == ()


def test_a_table_without_rowids_stays_one(tmp_path: Path) -> None:
    script = "CREATE TABLE t (a {}, id TEXT NOT NULL PRIMARY KEY) WITHOUT ROWID"
    found, left = mended(tmp_path, script.format("BIGINT"), script.format("INTEGER"))
    assert 'table_kwargs={"sqlite_with_rowid": False}' in found[0].mend
    assert left == ()


def test_checks_without_a_name_are_dropped_whatever_else_the_table_has(tmp_path: Path) -> None:
    """As a Boolean with create_constraint makes them."""
    models = "CREATE TABLE t (a BOOLEAN, b BOOLEAN, c BOOLEAN, CHECK (c IN (0, 1)))"
    migrations = models.replace("CHECK (c", "CHECK (a IN (0, 1)), CHECK (b IN (0, 1)), CHECK (c")
    found, left = mended(tmp_path, models, migrations)
    assert [one.object for one in found] == ["CHECK (a IN (0, 1))", "CHECK (b IN (0, 1))"]
    assert found[0].mend.startswith(
        "# CHECKs without a name that the models lack are dropped with it: CHECK (a IN (0, 1)), "
    )
    assert left == ()


def test_a_check_without_a_name_is_created_without_one(tmp_path: Path) -> None:
    found, left = mended(tmp_path, "CREATE TABLE t (a INTEGER, CHECK (a > 0))", "CREATE TABLE t (a INTEGER)")
    assert [one.kind for one in found] == ["check-constraint"]
    assert left == ()


def test_a_constraint_that_stands_there_twice_is_a_note_whose_mend_keeps_one(tmp_path: Path) -> None:
    models = "CREATE TABLE t (a TEXT NOT NULL, UNIQUE (a))"
    found, left = mended(tmp_path, models, models.replace("UNIQUE (a)", "UNIQUE (a), UNIQUE (a)"))
    assert [(one.models, one.migrations, one.note) for one in found] == [("UNIQUE (a)", "UNIQUE (a), twice", True)]
    assert left == ()


def test_twice_is_drift_where_a_server_would_make_two_indexes(tmp_path: Path) -> None:
    ours = database_from(tmp_path, "ours", "CREATE TABLE t (a TEXT, UNIQUE (a))")
    theirs = database_from(tmp_path, "theirs", "CREATE TABLE t (a TEXT, UNIQUE (a), UNIQUE (a))")
    (found,) = compare_and_mend(ours, theirs, project_dialect="postgresql")
    assert (found.models, found.migrations, found.note) == ("UNIQUE (a)", "UNIQUE (a), twice", False)


def test_what_batch_mode_cannot_be_told_is_said(tmp_path: Path) -> None:
    script = """
        CREATE TABLE t (a {}, b GEOMETRY, UNIQUE (a) ON CONFLICT IGNORE);
        CREATE INDEX ix_a ON t (a DESC);
        CREATE TRIGGER log AFTER INSERT ON t BEGIN SELECT 1; END;
    """
    ours = database_from(tmp_path, "ours", script.format("BIGINT"))
    (found,) = compare_and_mend(ours, database_from(tmp_path, "theirs", script.format("INTEGER")))
    assert found.mend.splitlines()[:3] == [
        "# batch mode loses all or part of these, so create them again after it: the index ix_a, the trigger log",
        "# batch mode may not know these types; pass them with type_ of alter_column: GEOMETRY of b",
        "# batch mode loses ON CONFLICT of UNIQUE (a)",
    ]

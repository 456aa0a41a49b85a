"""What SQLite alone does not tell apart: a note where the project says that it has nothing else, drift elsewhere."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.sqlite_files import differences

ALIKE = [("FLOAT", "DOUBLE"), ("REAL", "FLOAT"), ("TIMESTAMP", "DATETIME"), ("VARCHAR(7)", "VARCHAR"), ("TEXT", "CLOB")]
APART = [("INTEGER", "TEXT"), ("FLOAT", "NUMERIC"), ("BLOB", "VARCHAR(3)")]


def only(
    folder: Path, models: str, migrations: str, template: str = "CREATE TABLE t (a {})", **options: object
) -> object:
    (found,) = differences(folder, template.format(models), template.format(migrations), **options)
    assert found.kind == "column-type"
    return found.note, found.reason, bool(found.mend)


@pytest.mark.parametrize(("models", "migrations"), ALIKE)
def test_on_sqlite_alone_it_is_a_note_without_a_fix(tmp_path: Path, models: str, migrations: str) -> None:
    note, reason, fix = only(tmp_path, models, migrations, dialects=["sqlite"], project_dialect="sqlite")
    assert (note, "the only database of the project" in reason, fix) == (True, True, False)


@pytest.mark.parametrize(("models", "migrations"), ALIKE)
@pytest.mark.parametrize(
    ("options", "says"),
    [
        ({"dialects": ["sqlite", "postgresql"], "project_dialect": "postgresql"}, "postgresql may not"),
        ({"dialects": ["sqlite", "mysql"], "project_dialect": "sqlite"}, "mysql may not"),
        ({}, 'dialect = "sqlite"'),  # nobody said where it runs
    ],
)
def test_elsewhere_it_is_drift_that_says_who_knows(
    tmp_path: Path, models: str, migrations: str, options: dict[str, object], says: str
) -> None:
    note, reason, fix = only(tmp_path, models, migrations, **options)
    assert (note, says in reason, fix) == (False, True, True)


@pytest.mark.parametrize(("models", "migrations"), APART)
def test_what_sqlite_tells_apart_is_drift(tmp_path: Path, models: str, migrations: str) -> None:
    assert only(tmp_path, models, migrations, dialects=["sqlite"]) == (False, "", True)


@pytest.mark.parametrize(
    "template", ["CREATE TABLE t (a {} PRIMARY KEY, b INT) STRICT", "CREATE TABLE t (a {}) STRICT"]
)
def test_a_strict_table_tells_all_apart(tmp_path: Path, template: str) -> None:
    found = differences(tmp_path, template.format("INT"), template.format("ANY"), dialects=["sqlite"])
    assert [one.kind for one in found if not one.note] == ["column-type"]


def test_the_row_number_is_told_apart(tmp_path: Path) -> None:
    sides = (f"CREATE TABLE t (a {kind} PRIMARY KEY)" for kind in ("INTEGER", "BIGINT"))
    found = differences(tmp_path, *sides, dialects=["sqlite"])
    assert ("column-type", False) in [(one.kind, one.note) for one in found]

"""The pytest plugin: nothing unless it is asked; then the checks, each with a message for people."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tests.testing.conftest import FILES, Run

pytestmark = pytest.mark.slow

NOTHING = "def test_nothing(pytestconfig):\n    import sys\n    assert HEAVY.isdisjoint(sys.modules)\n"
HEAVY = (
    'HEAVY = {"migralint.api", "migralint.testing.target", "msgspec", "networkx", "sqlalchemy", "alembic", "typer"}\n'
)
SEEDS = """
from migralint.testing import seed


@seed("bbb222")
def people(database):
    database.insert("person", {"id": 1, "name": "Ada Lovelace"})


@seed("ccc333")
def names(database):
    database.insert("person", {"id": 2, "name": "Alan Turing"})
    yield
    assert [row["last"] for row in database.rows("person")] == ["Lovelace", "Turing"]
"""


def test_without_being_asked_it_adds_nothing_and_imports_nothing(run: Run) -> None:
    ran = run(test_nothing=HEAVY + NOTHING)
    assert (ran.code, ran.outcomes) == (0, {"passed": 1}), ran.said


def test_the_items(run: Run) -> None:
    ran = run("--migralint", "-vv")
    assert (ran.code, ran.outcomes) == (0, {"passed": 4}), ran.said
    for name in ("check", "one-head", "verify", "up-down-up"):
        assert f"migralint::{name}" in ran.said
    assert run("--migralint", "-k", "head").outcomes == {"passed": 1, "deselected": 3}


@pytest.mark.slow
def test_each_item_says_what_is_wrong(run: Run, project: Path) -> None:
    second = FILES["migrations/versions/ddd444_drop.py"].replace("ddd444", "eee555")
    (project / "migrations/versions/eee555_drop.py").write_text(second)
    ran = run("--migralint")
    assert ran.outcomes["failed"] >= 3, ran.said
    assert "ML101" in ran.said
    assert "2 heads, but only 1 allowed: ddd444, eee555" in ran.said
    assert "Traceback" not in ran.said and "raise AssertionError" not in ran.said


@pytest.mark.slow
def test_a_downgrade_that_forgets_something(run: Run, project: Path) -> None:
    file = project / "migrations/versions/aaa111_person.py"
    file.write_text(file.read_text().replace('op.drop_table("person")', "pass"))
    ran = run("--migralint", "-k", "up-down-up")
    assert ran.outcomes == {"failed": 1, "deselected": 3}, ran.said
    assert "the second upgrade() of revision aaa111 fails" in ran.said and "already exists" in ran.said


@pytest.mark.slow
def test_a_downgrade_after_which_another_database_comes_out(run: Run, project: Path) -> None:
    file = project / "migrations/versions/aaa111_person.py"
    body = 'op.drop_table("person")'
    forgotten = f'{body}\n    op.create_table("left", sa.Column("id", sa.Integer, primary_key=True))'
    file.write_text(file.read_text().replace(body, forgotten))
    ran = run("--migralint", "-k", "up-down-up")
    assert ran.outcomes == {"failed": 1, "deselected": 3}, ran.said
    assert "the second upgrade gives a different r" in ran.said and "left" in ran.said


@pytest.mark.slow
def test_seeds_by_the_option(run: Run) -> None:
    ran = run("--migralint", "-k", "seeds", "-o", "migralint_seeds=seeds.py", seeds=SEEDS)
    assert ran.outcomes == {"passed": 1, "deselected": 4}, ran.said


def test_seeds_and_checks_by_a_star_import(run: Run) -> None:
    ran = run("-k", "seeds or head", test_migrations="from migralint.testing import *\n" + SEEDS)
    assert (ran.code, ran.outcomes) == (0, {"passed": 2, "deselected": 3}), ran.said
    wrong = SEEDS.replace('"Lovelace", "Turing"', '"Lovelace", "T."')
    failed = run("-k", "seeds", test_migrations="from migralint.testing import *\n" + wrong)
    assert failed.outcomes == {"failed": 1, "deselected": 4}, failed.said


@pytest.mark.parametrize("seeds", ["x = 1\n", SEEDS.replace("ccc333", "ccc3334")], ids=["none", "unknown revision"])
def test_wrong_seeds_are_named(run: Run, seeds: str) -> None:
    ran = run("--migralint", "-k", "seeds", "-o", "migralint_seeds=seeds.py", seeds=seeds)
    assert ran.outcomes == {"failed": 1, "deselected": 4}, ran.said
    assert "has no seeds" in ran.said or 'there is no revision "ccc3334"' in ran.said
    assert "Traceback" not in ran.said


@pytest.mark.slow
def test_a_project_elsewhere(run: Run, project: Path) -> None:
    inner = project / "backend"
    inner.mkdir()
    for name in ("alembic.ini", "models.py", "migrations"):
        (project / name).rename(inner / name)
    (project / "pytest.ini").write_text("[pytest]\nmigralint_path = backend\n")
    assert run("--migralint").outcomes == {"passed": 4}


def test_a_folder_without_migrations_says_so(run: Run, project: Path) -> None:
    (project / "alembic.ini").rename(project / "x.ini")
    (project / "migrations").rename(project.parent / "elsewhere")
    ran = run("--migralint")
    assert ran.code == 1
    assert "Traceback" not in ran.said and "INTERNALERROR" not in ran.said


@pytest.mark.slow
def test_workers_collect_the_same(run: Run) -> None:
    ran = run("--migralint", "-n", "2")
    assert (ran.code, ran.outcomes) == (0, {"passed": 4}), ran.said


def test_the_plugin_is_an_entry_point_of_the_package() -> None:
    text = (Path(__file__).parents[2] / "pyproject.toml").read_text()
    assert '[project.entry-points.pytest11]\nmigralint = "migralint.testing.plugin"' in text
    assert sys.version_info >= (3, 11)

"""A merge that nobody resolved, at the command line: one finding, nothing written, nothing removed."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.command_line import migralint
from tests.support.git import commit_all, repository
from tests.support.trees import write_tree

REVISION = (
    '"""make {id}\n\nRevision ID: {id}\nRevises: {parent}\n"""\nrevision = "{id}"\ndown_revision = {value}\n{more}'
)
WORK = '\n\ndef upgrade():\n    op.execute("select 1")\n'
MARKED = "<<<<<<< HEAD\n{ours}=======\n{theirs}>>>>>>> other\n"


def revision(name: str, parent: str | None, more: str = WORK) -> str:
    return REVISION.format(id=name, parent=parent or "", value=repr(parent), more=f"from alembic import op\n{more}")


def project(root: Path, conflict: str, *, name: str = "b2b2b2_users.py") -> Path:
    write_tree(
        root,
        {
            "alembic.ini": "[alembic]\nscript_location = %(here)s/migrations\n",
            "migrations/env.py": "raise RuntimeError('nobody runs this')\n",
            "migrations/versions/a1a1a1_start.py": revision("a1a1a1", None),
            f"migrations/versions/{name}": conflict,
            "migrations/versions/c3c3c3_orders.py": revision("c3c3c3", "b2b2b2"),
            "migrations/versions/d4d4d4_prices.py": revision("d4d4d4", "c3c3c3"),
            "migrations/migralint-environments.toml": 'version = 1\n\n[environments.production]\nstamps = ["d4d4d4"]\n'
            "recorded-at = 2024-06-20T10:00:00Z\n",
        },
    )
    repository(root)
    commit_all(root)
    return root


TEXT = revision("b2b2b2", "a1a1a1")
ID, PARENT = 'revision = "b2b2b2"\n', "down_revision = 'a1a1a1'\n"
CONFLICTS = {
    "two ids": TEXT.replace(ID, MARKED.format(ours=ID, theirs='revision = "beef"\n')),
    "two parents": TEXT.replace(PARENT, MARKED.format(ours=PARENT, theirs="down_revision = None\n")),
    "two docstrings": TEXT.replace("Revises: a1a1a1\n", MARKED.format(ours="Revises: a1a1a1\n", theirs="Revises: x\n"))
    + "<<<<<<< HEAD\n",
    "two bodies": TEXT + MARKED.format(ours="    pass\n", theirs=""),
    "a marker that was forgotten": TEXT.replace(PARENT, PARENT + "=======\n"),
    "no marker is left": TEXT.replace(PARENT, PARENT + "print 'x'\ndown_revision = None\n"),
}


@pytest.mark.parametrize("name", ["b2b2b2_users.py", "users.py"])
@pytest.mark.parametrize("conflict", CONFLICTS.values(), ids=CONFLICTS.keys())
def test_one_finding_and_not_a_word_about_the_neighbours(tmp_path: Path, conflict: str, name: str) -> None:
    root = project(tmp_path, conflict, name=name)
    checked = migralint("check", "--ignore", "ML4", "--ignore", "ML37", cwd=root)
    assert checked.code == 1
    (line,) = [line for line in checked.stdout.splitlines() if " ML" in line]
    assert "ML201" in line and "unresolved merge conflict" in line


@pytest.mark.parametrize("conflict", CONFLICTS.values(), ids=CONFLICTS.keys())
def test_nothing_is_written_and_nothing_removed(tmp_path: Path, conflict: str) -> None:
    root = project(tmp_path, conflict)
    before = {path: path.read_bytes() for path in (root / "migrations").rglob("*") if path.is_file()}
    migralint("check", "--fix", cwd=root)
    plan = migralint("prune", cwd=root)
    assert (plan.code, "unresolved merge conflict" in plan.stdout) == (1, True), plan
    for arguments in (("--apply",), ("--apply", "--no-verify")):
        refused = migralint("prune", *arguments, cwd=root)
        assert refused.code in (1, 2), refused.stdout
    assert {path: path.read_bytes() for path in before} == before


def test_fix_leaves_a_file_of_another_syntax_alone(tmp_path: Path) -> None:
    text = TEXT.replace("Revises: a1a1a1", "Revises: ffff") + "\n\nprint 'x'\n"
    root = project(tmp_path, text)
    checked = migralint("check", "--fix", "--select", "ML205", cwd=root)
    assert "ML205" in checked.stdout
    assert (root / "migrations/versions/b2b2b2_users.py").read_text() == text


def test_a_parent_that_cannot_be_read_in_a_file_of_another_syntax_stops_a_prune(tmp_path: Path) -> None:
    root = project(tmp_path, TEXT.replace(PARENT, "down_revision = `x`\n"))
    plan = migralint("prune", cwd=root)
    assert (plan.code, "ML201" in plan.stdout) == (1, True), plan


def test_a_conflict_in_a_docstring_is_reported_though_python_does_not_mind(tmp_path: Path) -> None:
    text = TEXT.replace("Revises: a1a1a1\n", MARKED.format(ours="Revises: x1\n", theirs="Revises: x2\n"))
    root = project(tmp_path, text)
    checked = migralint("check", "--fix", "--ignore", "ML4", "--ignore", "ML37", cwd=root)
    (line,) = [line for line in checked.stdout.splitlines() if " ML" in line]
    assert "ML201" in line and "unresolved merge conflict in a string" in line
    assert (root / "migrations/versions/b2b2b2_users.py").read_text() == text

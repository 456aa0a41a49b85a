"""A rebase of real revisions that were moved to where they might have been written: every byte comes back."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from msgspec.structs import replace

from migralint.history.history import History
from migralint.loading.revisions.directory import load_directory
from migralint.loading.script_directory import ScriptDirectory
from migralint.pruning.applying.rewrite import rewrite_file
from tests.support.command_line import migralint
from tests.support.corpus import corpus_folder, installed
from tests.support.git import commit_all, git, repository

pytestmark = pytest.mark.corpus

ORACLE = Path(__file__).parents[1] / "support" / "stubbed_alembic.py"
PROJECTS = [
    ("apache-superset==6.1.0", "superset/migrations"),
    ("optuna", "optuna/storages/_rdb/alembic"),
    ("argilla-server", "argilla_server/alembic"),
]


@pytest.mark.parametrize(("package", "folder"), PROJECTS)
def test_what_was_moved_down_comes_back(
    tmp_path_factory: pytest.TempPathFactory, tmp_path: Path, package: str, folder: str
) -> None:
    root = tmp_path / "project"
    source = installed(package, corpus_folder(tmp_path_factory)) / folder
    shutil.copytree(source, root / "migrations", ignore=shutil.ignore_patterns("__pycache__", "alembic.ini"))
    (root / "alembic.ini").write_text("[alembic]\nscript_location = %(here)s/migrations\n")
    (root / ".gitignore").write_text(".cache/\n__pycache__/\n")
    original = {path: path.read_bytes() for path in (root / "migrations" / "versions").rglob("*.py")}
    before = alembic(root)
    history = load_directory(
        ScriptDirectory(str(root / "migrations"), (str(root / "migrations" / "versions"),))
    ).history
    (head,) = history.heads()
    tail = straight_tail(history, head)[:9]
    own, fork = tail[:3], tail[-1]
    assert len(tail) > 4

    # main: everything but the newest three; feature: these three, on a revision some way below.
    for name in own:
        Path(history.revisions[name].path or "").unlink()
    repository(root)
    git(root, "checkout", "-q", "-b", "feature")
    first = history.revisions[own[-1]]
    for name in own:
        path = Path(history.revisions[name].path or "")
        path.write_bytes(original[path])
    path = Path(first.path or "")
    moved = rewrite_file(original[path], first, replace(first, down_revision=(fork,)))
    assert isinstance(moved, bytes)
    path.write_bytes(moved)
    commit_all(root, "feature")

    done = migralint("rebase", "--format", "json", cwd=root)
    assert done.code == 0, done.stderr + done.stdout
    assert json.loads(done.stdout)["order"] == own[::-1]
    assert [name for name, data in original.items() if name.read_bytes() != data] == []
    assert alembic(root) == before


def straight_tail(history: History, head: str) -> list[str]:
    """The head and what is below it, as far as it is one line."""
    found = [head]
    while len(parents := history.parents(found[-1])) == 1 and history.children(parents[0]) == (found[-1],):
        found.append(parents[0])
    return found


def alembic(root: Path) -> object:
    return json.loads(subprocess.check_output([sys.executable, str(ORACLE), str(root / "migrations")]))

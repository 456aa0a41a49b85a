"""A prune of a real directory of 344 revisions: Alembic loads what stays, and rescue brings every file back."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.command_line import migralint
from tests.support.corpus import corpus_folder, installed
from tests.support.git import commit_all, git, repository

pytestmark = pytest.mark.corpus

PACKAGE = "apache-superset==6.1.0"
ORACLE = Path(__file__).parents[1] / "support" / "stubbed_alembic.py"
OLDEST, HEAD = "87d38ad83218", "4b2a8c9d3e1f"
"""Where production stands (February 2024), and the newest revision."""
MANIFEST = f"""\
version = 1

[environments.production]
stamps = ["{OLDEST}"]

[environments.staging]
stamps = ["{HEAD}"]

[environments.tenants]
counts = {{ "17fcea065655" = 312, "48cbb571fa3a" = 41, "363a9b1e8992" = 9 }}
"""


@pytest.fixture(scope="module")
def superset(tmp_path_factory: pytest.TempPathFactory) -> Path:
    package = installed(PACKAGE, corpus_folder(tmp_path_factory))
    root = tmp_path_factory.mktemp("superset") / "project"
    ignored = shutil.ignore_patterns("__pycache__", "alembic.ini")
    shutil.copytree(package / "superset" / "migrations", root / "migrations", ignore=ignored)
    (root / "alembic.ini").write_text("[alembic]\nscript_location = %(here)s/migrations\n")
    (root / "migrations" / "migralint-environments.toml").write_text(MANIFEST)
    return repository(root)


def alembic(root: Path) -> dict[str, list[list[object]]]:
    command = [sys.executable, str(ORACLE), str(root / "migrations")]
    answer: dict[str, list[list[object]]] = json.loads(subprocess.check_output(command))
    return answer


def test_three_hundred_files_go_and_every_one_comes_back(superset: Path) -> None:
    before = alembic(superset)
    assert len(before["revisions"]) == 344
    files = {path.name: path.read_bytes() for path in (superset / "migrations" / "versions").glob("*.py")}

    done = migralint("prune", "--apply", "--no-verify", "--format", "json", cwd=superset)
    assert done.code == 0, done.stderr
    removed = set(json.loads(done.stdout)["removed"])
    assert len(removed) == 302

    after = alembic(superset)
    assert after["heads"] == before["heads"] == [HEAD]
    assert after["bases"] == [OLDEST]
    kept = [entry for entry in before["revisions"] if entry[0] not in removed]
    assert [entry[0] for entry in after["revisions"]] == [entry[0] for entry in kept]
    assert [entry[1:4] for entry in after["revisions"] if entry[0] != OLDEST] == [
        entry[1:4] for entry in kept if entry[0] != OLDEST
    ]
    lines = git(superset, "diff", "--numstat", "--diff-filter=M").split("\t")
    assert lines[:2] == ["2", "2"], "nothing but Revises: and down_revision of the new base"

    commit_all(superset, "prune")
    target = superset.parent / "rescued"
    first = before["bases"][0]
    rescued = migralint("rescue", str(first), "--write", str(target), cwd=superset)
    assert rescued.code == 0, rescued.stderr
    versions = (path for path in (target / "versions").glob("*.py") if path.name != "__init__.py")
    back = {path.name: path.read_bytes() for path in versions}
    assert len(back) == len(removed) + 1
    assert all(files[name] == data for name, data in back.items())

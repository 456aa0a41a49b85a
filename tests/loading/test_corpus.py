"""Real migration directories from the package index: the same revisions as Alembic's own loading finds."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from migralint.history.file import FileKind
from migralint.loading.revisions.directory import load_directory
from migralint.loading.script_directory import ScriptDirectory
from tests.support.corpus import PACKAGES, corpus_folder, installed, script_directories

pytestmark = pytest.mark.corpus

REAL_MODULES = {"glance": ("glance.db.migration=glance/db/migration.py",)}
"""Modules from which headers take constants."""
ORACLE = Path(__file__).parents[1] / "support" / "stubbed_alembic.py"


@pytest.fixture(scope="session")
def corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return corpus_folder(tmp_path_factory)


@pytest.mark.parametrize("package", PACKAGES)
def test_a_real_directory_is_read_as_alembic_reads_it(package: str, corpus: Path) -> None:
    target = installed(package, corpus)
    directories = script_directories(target)
    assert directories, "no script directory found"
    for script in directories:
        loaded = load_directory(script)
        theirs = _alembic(script, target, REAL_MODULES.get(package, ()))
        ours = [
            [
                file.as_revision.id,
                list(file.as_revision.down_revision),
                list(file.as_revision.depends_on),
                list(file.as_revision.branch_labels),
            ]
            for file in loaded.files
            if file.as_revision is not None
        ]
        assert [revision[:4] for revision in theirs["revisions"]] == ours
        messages = [file.docstring.message for file in loaded.files if file.as_revision is not None]
        assert [_first_line(revision[4]) for revision in theirs["revisions"]] == messages
        assert tuple(theirs["heads"]) == loaded.history.heads()
        assert tuple(theirs["bases"]) == loaded.history.bases()
        assert {file.kind for file in loaded.files} == {FileKind.REVISION}
        assert [file.path for file in loaded.files if file.error] == []


def _first_line(doc: str) -> str:
    first = doc.partition("\n")[0].strip()
    return "" if first.startswith(("Revision ID:", "Revises:", "Create Date:")) else first


def _alembic(script: ScriptDirectory, target: Path, real: tuple[str, ...]) -> dict[str, list[list[object]]]:
    modules = [f"{name}={target / file}" for name, _, file in (entry.partition("=") for entry in real)]
    command = [sys.executable, str(ORACLE), script.path, *script.version_locations, *modules]
    result = subprocess.run(command, check=True, capture_output=True, text=True, timeout=300)
    loaded: dict[str, list[list[object]]] = json.loads(result.stdout.splitlines()[-1])
    return loaded

"""A kept file that imports or reads a removed one is found by its syntax, however it does so."""

from __future__ import annotations

from pathlib import Path

import pytest

from migralint.pruning.repository.readers import readers

STEM = "a1b2_create_users"


@pytest.mark.parametrize(
    "source",
    [
        f"import app.migrations.versions.{STEM}\n",
        f"from app.migrations.versions import {STEM} as old\n",
        f"from .{STEM} import create\n",
        f"import importlib\nold = importlib.import_module('app.migrations.versions.{STEM}')\n",
        f"text = open(HERE + '/{STEM}.py').read()\n",
        f"print 'python 2'\nfrom {STEM} import create\n",
    ],
)
def test_found(tmp_path: Path, source: str) -> None:
    kept = tmp_path / "kept.py"
    kept.write_text(source)
    (problem,) = readers({"a1b2": str(tmp_path / f"{STEM}.py")}, [str(kept)])
    assert problem.revisions == ("a1b2",)
    assert problem.location is not None
    assert problem.location.line == source.count("\n")


@pytest.mark.parametrize(
    "source",
    [
        f"# replaces {STEM}\nx = 1\n",
        f'"""Like {STEM}, but better."""\n',
        f"print 'python 2' # from {STEM}\n",
        "import users\n",
    ],
)
def test_only_talked_about(tmp_path: Path, source: str) -> None:
    kept = tmp_path / "kept.py"
    kept.write_text(source)
    assert list(readers({"a1b2": str(tmp_path / f"{STEM}.py")}, [str(kept)])) == []

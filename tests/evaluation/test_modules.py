"""Header constants of other modules, looked up on disk and never imported."""

# ruff: noqa: E501 - one project per line reads best
from __future__ import annotations

from pathlib import Path

import pytest

from migralint.history.file import RevisionFile
from migralint.loading.revisions.revision_file import read_revision_file

TRAP = "raise SystemExit('this module was run')\n"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / ".git").mkdir()
    (tmp_path / "migrations" / "versions").mkdir(parents=True)
    return tmp_path


def put(root: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)


def read(project: Path, source: str) -> RevisionFile:
    path = project / "migrations" / "versions" / "b.py"
    path.write_text("revision = 'b'\ndown_revision = None\n" + source)
    return read_revision_file(str(path))


FOUND = {
    "from a module": ({"app/cli.py": "CORE = 'core'\n"}, "from app.cli import CORE\nbranch_labels = (CORE,)"),
    "renamed": ({"app/cli.py": "CORE = 'core'\n"}, "from app.cli import CORE as X\nbranch_labels = X"),
    "attribute": ({"app/cli.py": "CORE = 'core'\n"}, "from app import cli\nbranch_labels = (cli.CORE,)"),
    "dotted": ({"app/cli.py": "CORE = 'core'\n"}, "import app.cli\nbranch_labels = (app.cli.CORE,)"),
    "dotted renamed": ({"app/cli.py": "CORE = 'core'\n"}, "import app.cli as c\nbranch_labels = (c.CORE,)"),
    "package": ({"app/__init__.py": "CORE = 'core'\n"}, "from app import CORE\nbranch_labels = (CORE,)"),
    "src layout": ({"src/app/cli.py": "CORE = 'core'\n"}, "from app.cli import CORE\nbranch_labels = (CORE,)"),
    "beside the file": ({"migrations/versions/consts.py": "CORE = 'core'\n"}, "from consts import CORE\nbranch_labels = CORE"),
    "module with a side effect": (
        {"app/cli.py": "import os\nprint('run')\nCORE = 'core'\nos.abort\n"}, "from app.cli import CORE\nbranch_labels = CORE"),
    "class": ({"app/cli.py": "class Branch:\n    CORE = 'core'\n"}, "from app.cli import Branch\nbranch_labels = Branch.CORE"),
    "string enum": (
        {"app/cli.py": "from enum import StrEnum\nclass Branch(StrEnum):\n    CORE = 'core'\n"},
        "from app.cli import Branch\nbranch_labels = (Branch.CORE,)"),
    "enum value": (
        {"app/cli.py": "from enum import Enum\nclass Branch(Enum):\n    CORE = 'core'\n"},
        "from app.cli import Branch\nbranch_labels = (Branch.CORE.value,)"),
    "handed on": (
        {"app/__init__.py": "from .cli import CORE\n", "app/cli.py": "from .sub.deep import CORE\n",
         "app/sub/deep.py": "CORE = 'co' + 're'\n"},
        "from app import CORE\nbranch_labels = (CORE,)"),
    "from two folders up": (
        {"app/a/b.py": "from ..names import CORE\n", "app/names.py": "CORE = 'core'\n"},
        "from app.a.b import CORE\nbranch_labels = (CORE,)"),
    "star": ({"app/cli.py": "CORE = 'core'\n"}, "from app.cli import *\nbranch_labels = (CORE,)"),
    "star of a star": (
        {"app/cli.py": "from app.names import *\n", "app/names.py": "CORE = 'core'\n"},
        "from app.cli import *\nbranch_labels = (CORE,)"),
    "star that leaves the header alone": (
        {"app/cli.py": "__all__ = ['X']\nbranch_labels = 'other'\n"}, "branch_labels = ('core',)\nfrom app.cli import *"),
    "header from a star": ({"app/cli.py": "branch_labels = ('core',)\n"}, "from app.cli import *"),
    "header from an import": ({"app/cli.py": "branch_labels = ('core',)\n"}, "from app.cli import branch_labels"),
    "tuple of a module": ({"app/cli.py": "LABELS = ('core',)\n"}, "from app.cli import LABELS\nbranch_labels = LABELS"),
    "added": ({"app/cli.py": "P = 'co'\n"}, "from app.cli import P\nbranch_labels = P + 're'"),
    "formatted": ({"app/cli.py": "P = 'co'\n"}, "from app.cli import P\nbranch_labels = f'{P}re'"),
    "two places that agree": (
        {"app/cli.py": "CORE = 'core'\n", "src/app/cli.py": "CORE = 'core'\n"}, "from app.cli import CORE\nbranch_labels = CORE"),
}  # fmt: skip


@pytest.mark.parametrize(("files", "source"), FOUND.values(), ids=FOUND.keys())
def test_constants_are_found(project: Path, files: dict[str, str], source: str) -> None:
    put(project, files)
    file = read(project, source)
    assert file.branch_labels.unknown == ""
    assert file.branch_labels.values == ("core",)
    assert file.constants_from


UNFOUND = {
    "no such module": ({}, "from app.cli import CORE\nbranch_labels = CORE", "no such module"),
    "no such name": ({"app/cli.py": "X = 1\n"}, "from app.cli import CORE\nbranch_labels = CORE", "does not assign it"),
    "computed there": (
        {"app/cli.py": "import os\nCORE = os.environ['X']\n"}, "from app.cli import CORE\nbranch_labels = CORE", "`os.environ` is not part of this project"),
    "a circle": (
        {"app/cli.py": "from app.names import CORE\n", "app/names.py": "from app.cli import CORE\n"},
        "from app.cli import CORE\nbranch_labels = CORE", "`app."),
    "a plain enum": (
        {"app/cli.py": "from enum import Enum\nclass B(Enum):\n    CORE = 'core'\n"},
        "from app.cli import B\nbranch_labels = (B.CORE,)", "enum"),
    "relative": ({"migrations/versions/names.py": "CORE = 'core'\n"}, "from .names import CORE\nbranch_labels = CORE", "relative"),
    "broken there": ({"app/cli.py": "CORE = 'core'\nprint 'x'\n"}, "from app.cli import CORE\nbranch_labels = CORE", "no such module"),
    "raises there": ({"app/cli.py": "CORE = 'core'\n" + TRAP}, "from app.cli import CORE\nbranch_labels = CORE", "raises"),
    "two places that differ": (
        {"app/cli.py": "CORE = 'core'\n", "src/app/cli.py": "CORE = 'other'\n"},
        "from app.cli import CORE\nbranch_labels = CORE", "several places"),
    "a number": ({"app/cli.py": "CORE = 3\n"}, "from app.cli import CORE\nbranch_labels = CORE", "`3`"),
    "a star that may set it": ({"app/cli.py": "from elsewhere import *\n"}, "branch_labels = 'core'\nfrom app.cli import *", "app.cli"),
    "a module": ({"app/cli.py": ""}, "from app import cli\nbranch_labels = cli", "`app.cli`"),
}  # fmt: skip


@pytest.mark.parametrize(("files", "source", "reason"), UNFOUND.values(), ids=UNFOUND.keys())
def test_what_is_not_found_is_unknown(project: Path, files: dict[str, str], source: str, reason: str) -> None:
    put(project, files)
    file = read(project, source)
    assert reason in file.branch_labels.unknown
    assert file.branch_labels.values == ()


def test_a_file_above_the_repository_is_not_looked_at(project: Path) -> None:
    inner = project / "inner"
    (inner / ".git").mkdir(parents=True)
    (inner / "migrations" / "versions").mkdir(parents=True)
    put(project, {"app/cli.py": "CORE = 'core'\n"})
    assert "no such module" in read(inner, "from app.cli import CORE\nbranch_labels = CORE").branch_labels.unknown


def test_bytes_from_elsewhere_are_read_without_the_disk(project: Path) -> None:
    put(project, {"app/cli.py": "CORE = 'core'\n"})
    source = b"from app.cli import CORE\nrevision = 'b'\ndown_revision = CORE\n"
    file = read_revision_file(str(project / "migrations/versions/b.py"), data=source)
    assert "app.cli.CORE" in file.down_revision.unknown


def test_a_file_that_needs_no_other_says_so(project: Path) -> None:
    assert read(project, "from app.cli import CORE\nbranch_labels = 'x'\n").constants_from == ()

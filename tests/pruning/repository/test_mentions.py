"""Removed ids named elsewhere are found, in a repository and without one, and nothing else is."""

from __future__ import annotations

from pathlib import Path

import pytest

from migralint.loading.git.repository import find_repository
from migralint.pruning.repository.mentions import mentions
from tests.support.git import repository

LONG, SHORT = "a1b2c3d4e5f6", "0001"


@pytest.fixture(params=["git", "no version control"])
def root(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    root = tmp_path / "project"
    (root / "versions").mkdir(parents=True)
    (root / "versions" / "a1b2c3d4e5f6_users.py").write_text("revision = 'a1b2c3d4e5f6'\n")
    (root / "versions" / "0001_start.py").write_text("revision = '0001'\n")
    (root / "deploy.yaml").write_text("port: 0001\nstamp: a1b2c3d4e5f6  # and a1b2c3d4e5f6\n")
    (root / "test_it.py").write_text('upgrade("0001")\nload("0001_start.py")\nx = "a1b2c3d4e5f60"\n')
    (root / "image.bin").write_bytes(b"\0 a1b2c3d4e5f6")
    if request.param == "git":
        repository(root)
    return root


def found(root: Path) -> list[tuple[str, int, int, tuple[str, ...]]]:
    removed = {
        LONG: str(root / "versions" / "a1b2c3d4e5f6_users.py"),
        SHORT: str(root / "versions" / "0001_start.py"),
    }
    problems = mentions(removed, root=str(root), repository=find_repository(str(root)), exclude=list(removed.values()))
    return [
        (Path(p.location.path).name, p.location.line, p.location.column, p.revisions) for p in problems if p.location
    ]


def test_ids_and_file_names_are_found_as_whole_words(root: Path) -> None:
    assert found(root) == [
        ("deploy.yaml", 2, 8, (LONG,)),
        ("test_it.py", 1, 10, (SHORT,)),
        ("test_it.py", 2, 7, (SHORT,)),
    ]


def test_nothing_removed_is_nothing_found(root: Path) -> None:
    assert list(mentions({}, root=str(root), repository=find_repository(str(root)), exclude=[])) == []


def test_ignored_files_are_not_somebody_s_work(tmp_path: Path) -> None:
    (tmp_path / "versions").mkdir()
    (tmp_path / "notes.log").write_text(LONG)
    (tmp_path / ".gitignore").write_text("*.log\n")
    repository(tmp_path)
    assert found(tmp_path) == []


@pytest.mark.parametrize(
    ("name", "revision"),
    [
        (f"tests/test_{LONG}.py", LONG),
        (f"tests/test_{LONG}_users.py", LONG),
        (f"tests/data/{LONG}.sql", LONG),
        (f"tests/migration-{LONG}-data.json", LONG),
        (f"tests/TestUsers_{LONG}.py", LONG),
        (f"tests/test_{SHORT}.py", SHORT),
        ("tests/test_0001_start.py", SHORT),
        (f"tests/test_x{LONG}.py", None),
        (f"tests/test_{LONG}0.py", None),
        ("tests/page_0001_of_3.py", None),
        ("tests/test_users.py", None),
    ],
)
def test_files_named_after_a_removed_revision(tmp_path: Path, name: str, revision: str | None) -> None:
    (tmp_path / name).parent.mkdir(parents=True)
    (tmp_path / name).touch()
    repository(tmp_path)
    expected = [(Path(name).name, 1, 1, (revision,))] if revision else []
    assert found(tmp_path) == expected

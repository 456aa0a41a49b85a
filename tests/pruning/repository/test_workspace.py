"""What could not be had again is refused, unless somebody says otherwise."""

from __future__ import annotations

from pathlib import Path

import pytest

from migralint.loading.git.repository import find_repository
from migralint.pruning.repository.workspace import unrecoverable
from tests.support.git import git, repository


@pytest.fixture
def root(tmp_path: Path) -> Path:
    root = tmp_path / "project"
    root.mkdir()
    for name in ("clean.py", "edited.py", "staged.py"):
        (root / name).write_text("")
    (root / ".gitignore").write_text("ignored.py\n")
    repository(root)
    (root / "edited.py").write_text("x")
    (root / "staged.py").write_text("x")
    git(root, "add", "staged.py")
    (root / "untracked.py").write_text("")
    (root / "ignored.py").write_text("")
    return root


def refused(root: Path, names: list[str], *, archive: str | None = None, allow_dirty: bool = False) -> set[str]:
    problems = unrecoverable(
        [str(root / name) for name in names],
        repository=find_repository(str(root)),
        archive=archive,
        allow_dirty=allow_dirty,
    )
    return {
        Path(at.path).name if at else "everything"
        for problem in problems
        for at in (problem.location, *(one.location for one in problem.related))
    }


ALL = ["clean.py", "edited.py", "staged.py", "untracked.py", "ignored.py"]


def test_what_git_does_not_hold_is_refused(root: Path) -> None:
    assert refused(root, ALL) == {"edited.py", "staged.py", "untracked.py", "ignored.py"}
    assert refused(root, ["clean.py"]) == set()


def test_allow_dirty_accepts_edits_but_not_what_git_never_saw(root: Path) -> None:
    assert refused(root, ALL, allow_dirty=True) == {"untracked.py", "ignored.py"}


def test_an_archive_accepts_what_git_never_saw_but_not_edits(root: Path) -> None:
    assert refused(root, ALL, archive="x.tar.gz") == {"edited.py", "staged.py"}


def test_without_version_control_only_an_archive_helps(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text("")
    assert refused(tmp_path, ["a.py"]) == {"everything"}
    assert refused(tmp_path, ["a.py"], archive="x.tar.gz") == set()


def test_a_repository_without_commits_holds_nothing(tmp_path: Path) -> None:
    git(tmp_path, "init", "-q")
    (tmp_path / "a.py").write_text("")
    assert refused(tmp_path, ["a.py"]) == {"everything"}


def test_nothing_touched_is_nothing_refused(tmp_path: Path) -> None:
    assert refused(tmp_path, []) == set()


def test_a_new_file_that_is_only_staged_is_in_no_commit(root: Path) -> None:
    git(root, "add", "untracked.py")
    assert refused(root, ["untracked.py"], allow_dirty=True) == {"untracked.py"}
    assert refused(root, ["untracked.py"], archive="kept.tar.gz") == set()


def test_behind_a_link_the_file_it_leads_to_counts(root: Path) -> None:
    (root.parent / "elsewhere.py").write_text("")
    for name, target in (("in.py", "clean.py"), ("changed.py", "edited.py"), ("out.py", "../elsewhere.py")):
        (root / name).symlink_to(target)
    git(root, "add", "in.py", "changed.py", "out.py")
    git(root, "commit", "-q", "-m", "links")
    git(root, "checkout", "-q", "clean.py")
    (root / "edited.py").write_text("y")
    assert refused(root, ["in.py", "changed.py", "out.py"]) == {"edited.py", "elsewhere.py"}


def test_one_problem_for_all_files_with_the_same_reason(root: Path) -> None:
    names = [f"{number:03}.py" for number in range(117)]
    for name in names:
        (root / name).write_text("")
    found = list(
        unrecoverable(
            [str(root / name) for name in ["edited.py", *names]],
            repository=find_repository(str(root)),
            archive=None,
            allow_dirty=False,
        )
    )
    assert sorted((one.message, len(one.related), one.help) for one in found) == [
        (
            "117 files are not under version control: 000.py, 001.py, 002.py and 114 more",
            116,
            "commit them first, or pass --archive FILE",
        ),
        ("has changes that are not committed", 0, "commit it first, or pass --allow-dirty"),
    ]

"""What open branches build on, read from a real repository without a checkout."""

from __future__ import annotations

from pathlib import Path

import pytest

from migralint.loading.git.repository import find_repository
from migralint.pruning.repository.branches import BranchRevision, branch_revisions
from tests.support.git import commit_all, git, repository


def write(root: Path, revision: str, parent: str | None) -> None:
    (root / "versions" / f"{revision}.py").write_text(f'revision = "{revision}"\ndown_revision = {parent!r}\n')


@pytest.fixture
def root(tmp_path: Path) -> Path:
    root = tmp_path / "project"
    (root / "versions").mkdir(parents=True)
    write(root, "a", None)
    write(root, "b", "a")
    return repository(root)


def read(root: Path, beginning: str = "") -> list[BranchRevision]:
    found = find_repository(str(root))
    assert found is not None
    return list(branch_revisions(found, [str(root / "versions")], selects=lambda ref: ref.startswith(beginning)))


def described(revisions: list[BranchRevision]) -> list[tuple[str, str, tuple[str, ...]]]:
    return [(one.branch, one.path, one.names) for one in revisions]


def test_new_revisions_of_an_open_branch(root: Path) -> None:
    git(root, "checkout", "-qb", "topic")
    write(root, "c", "a")
    commit_all(root)
    git(root, "checkout", "-q", "main")
    assert described(read(root)) == [("topic", "versions/c.py", ("a",))]
    assert (root / "versions").exists() and not (root / "versions" / "c.py").exists()


def test_what_main_did_since_is_not_the_branch_s_work(root: Path) -> None:
    git(root, "checkout", "-qb", "topic")
    write(root, "c", "b")
    commit_all(root)
    git(root, "checkout", "-q", "main")
    (root / "versions" / "a.py").unlink()
    write(root, "b", None)
    commit_all(root)
    assert described(read(root)) == [("topic", "versions/c.py", ("b",))]


def test_merged_branches_and_unrelated_histories_say_nothing(root: Path) -> None:
    git(root, "branch", "merged")
    git(root, "checkout", "-q", "--orphan", "pages")
    commit_all(root)
    git(root, "checkout", "-q", "main")
    assert read(root) == []


def test_remote_branches_count_and_a_pushed_branch_counts_once(root: Path, tmp_path: Path) -> None:
    git(root, "checkout", "-qb", "topic")
    write(root, "c", "b")
    commit_all(root)
    git(root, "checkout", "-q", "main")
    clone = tmp_path / "clone"
    git(tmp_path, "clone", "-q", str(root), str(clone))
    assert described(read(clone)) == [("origin/topic", "versions/c.py", ("b",))]
    git(clone, "branch", "-q", "--no-track", "mine", "origin/topic")
    assert described(read(clone)) == [("mine", "versions/c.py", ("b",))]
    assert described(read(clone, "refs/remotes/origin/")) == [("origin/topic", "versions/c.py", ("b",))]


def test_what_takes_long_is_announced(root: Path) -> None:
    git(root, "branch", "one")
    git(root, "branch", "two")
    git(root, "checkout", "-q", "--detach")
    found = find_repository(str(root))
    steps: list[str] = []
    assert found is not None
    list(branch_revisions(found, [str(root / "versions")], progress=steps.append))
    assert steps == ["reading 1 branches"]  # all three refs stand at one commit


def test_a_repository_with_longer_ids(tmp_path: Path) -> None:
    root = tmp_path / "sha256"
    (root / "versions").mkdir(parents=True)
    write(root, "a", None)
    git(root, "init", "-q", "-b", "main", "--object-format=sha256")
    commit_all(root)
    git(root, "checkout", "-qb", "topic")
    write(root, "c", "a")
    commit_all(root)
    git(root, "checkout", "-q", "main")
    assert described(read(root)) == [("topic", "versions/c.py", ("a",))]

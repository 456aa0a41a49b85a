"""Where git keeps an object, against real repositories."""

from __future__ import annotations

from pathlib import Path

import pytest

from migralint.loading.git.blob_history import blob_commits, known_objects, refs_containing
from migralint.loading.git.process import GitError
from migralint.loading.git.repository import Repository, find_repository
from tests.support.git import commit_all, git, repository


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """`a file` comes, moves to `moved/`, changes, and comes back on a branch that is merged."""
    root = tmp_path / "repo"
    (root / "old").mkdir(parents=True)
    (root / "old" / "a file").write_text("one\n")
    repository(root)
    git(root, "tag", "v1")
    (root / "old").rename(root / "moved")
    commit_all(root, "move\x02 it")
    git(root, "checkout", "-qb", "side")
    (root / "moved" / "a file").write_text("two\n")
    commit_all(root, "change it")
    git(root, "checkout", "-q", "main")
    git(root, "merge", "-q", "--no-ff", "-m", "merge", "side")
    return root


@pytest.fixture
def repo(root: Path) -> Repository:
    found = find_repository(str(root))
    assert found is not None
    return found


def test_every_commit_that_brought_it(root: Path, repo: Repository) -> None:
    one, two = git(root, "rev-parse", "v1:old/a file"), git(root, "rev-parse", "main:moved/a file")
    found = blob_commits(repo, [one, two, "1" * 40])
    assert {(each.subject, each.path) for each in found[one]} == {
        ("move\x02 it", "moved/a file"),
        ("all", "old/a file"),
    }
    assert {each.subject for each in found[two]} == {"change it", "merge"}
    assert found["1" * 40] == ()
    assert git(root, "rev-parse", "v1") in [each.commit for each in found[one]]


def test_only_below_some_paths(root: Path, repo: Repository) -> None:
    one = git(root, "rev-parse", "v1:old/a file")
    assert [each.path for each in blob_commits(repo, [one], paths=["old/a file"])[one]] == ["old/a file"]
    assert blob_commits(repo, [one], paths=["nowhere"]) == {one: ()}
    assert blob_commits(repo, []) == {}


def test_objects_by_name(root: Path, repo: Repository) -> None:
    one = git(root, "rev-parse", "v1:old/a file")
    names = ["v1:old/a file", "v1:moved/a file", "v1:old", one, "no such thing", "line\nbreak"]
    assert known_objects(repo, names) == {"v1:old/a file": one, one: one}


def test_refs_whose_history_holds_a_commit(root: Path, repo: Repository) -> None:
    commit = git(root, "rev-parse", "v1")
    assert refs_containing(repo, [commit, "1" * 40], ["refs/tags", "refs/heads"]) == {
        commit: ("refs/heads/main", "refs/heads/side", "refs/tags/v1"),
        "1" * 40: (),
    }


def test_as_a_checkout_would_write_it(root: Path, repo: Repository) -> None:
    (root / ".gitattributes").write_text("*.txt text eol=crlf\n")
    blob = git(root, "rev-parse", "v1:old/a file")
    assert repo.checked_out(blob, "x.txt") == b"one\r\n"
    assert repo.checked_out(blob, "x.py") == b"one\n"
    with pytest.raises(GitError, match="cannot read object"):
        repo.checked_out("1" * 40, "x.py")

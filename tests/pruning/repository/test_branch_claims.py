"""What unmerged branches build on or change is known by their names, local or remote."""

from __future__ import annotations

from pathlib import Path

import pytest

from migralint.history.history import History
from migralint.history.revision import Revision
from migralint.loading.git.repository import Repository, find_repository
from migralint.pruning.repository.branch_claims import built_upon, spared_for_branches
from tests.support.git import commit_all, git, repository
from tests.support.trees import revision_file, write_tree

HISTORY = History([Revision("a1"), Revision("b2", ("a1",)), Revision("c3", ("b2",))])


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """A clone whose origin has two branches: `topic/late` builds on b2, `hotfix` changes a1's file."""
    origin = tmp_path / "origin"
    write_tree(origin, {f"versions/{name}.py": revision_file(name) for name in ("a1", "b2", "c3")})
    repository(origin)
    git(origin, "checkout", "-q", "-b", "topic/late")
    write_tree(origin, {"versions/d4.py": revision_file("d4", "b2")})
    commit_all(origin)
    git(origin, "checkout", "-q", "main")
    git(origin, "checkout", "-q", "-b", "hotfix")
    write_tree(origin, {"versions/a1.py": revision_file("a1") + "# mended\n"})
    commit_all(origin)
    git(origin, "checkout", "-q", "main")
    git(tmp_path, "clone", "-q", str(origin), "clone")
    return tmp_path / "clone"


def found(clone: Path) -> Repository:
    repository = find_repository(str(clone))
    assert repository is not None
    return repository


@pytest.mark.parametrize(
    ("glob", "spared"),
    [
        ("*", {"b2": "d4 on the branch origin/topic/late builds on it", "a1": "the branch origin/hotfix changes it"}),
        ("topic/*", {"b2": "d4 on the branch origin/topic/late builds on it"}),
        ("origin/topic/*", {"b2": "d4 on the branch origin/topic/late builds on it"}),
        ("hotfix", {"a1": "the branch origin/hotfix changes it"}),
        ("release/*", {}),
    ],
)
def test_branches_are_chosen_as_people_name_them(clone: Path, glob: str, spared: dict[str, str]) -> None:
    assert spared_for_branches(found(clone), [str(clone / "versions")], HISTORY, [glob]) == spared


def test_a_local_branch_needs_no_remote(clone: Path) -> None:
    git(clone, "checkout", "-q", "-b", "mine")
    write_tree(clone, {"versions/e5.py": revision_file("e5", "c3")})
    commit_all(clone)
    git(clone, "checkout", "-q", "main")
    assert spared_for_branches(found(clone), [str(clone / "versions")], HISTORY, ["mine"]) == {
        "c3": "e5 on the branch mine builds on it"
    }


def test_only_removed_revisions_are_worth_a_word(clone: Path) -> None:
    locations = [str(clone / "versions")]
    (problem,) = built_upon(found(clone), locations, HISTORY, frozenset({"a1", "b2"}))
    assert problem.message == (
        "d4 on the branch origin/topic/late (versions/d4.py) builds on b2, which would be removed"
    )
    assert list(built_upon(found(clone), locations, HISTORY, frozenset({"a1"}))) == []

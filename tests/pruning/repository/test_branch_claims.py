"""What unmerged branches build on or change is known by their names, local or remote."""

from __future__ import annotations

from pathlib import Path

import pytest

from migralint.history.history import History
from migralint.history.revision import Revision
from migralint.loading.git.repository import Repository, find_repository
from migralint.pruning.repository.branch_claims import built_upon, spared_for_branches
from migralint.source.location import Location
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
        "the branch origin/topic/late has d4 (versions/d4.py), which builds on b2, to be removed"
    )
    assert list(built_upon(found(clone), locations, HISTORY, frozenset({"a1"}))) == []


def claims(clone: Path, *removed: str) -> list[str]:
    locations = [str(clone / "versions")]
    return [problem.message for problem in built_upon(found(clone), locations, HISTORY, frozenset(removed))]


def test_what_head_has_itself_is_no_claim(clone: Path) -> None:
    """A squash-merged or backported revision: another commit, perhaps another spelling, the same id."""
    git(clone, "checkout", "-q", "-b", "merged-as-a-squash")
    write_tree(clone, {"versions/c3_renamed.py": revision_file("c3", "b2") + "# as it was on the branch\n"})
    commit_all(clone)
    git(clone, "checkout", "-q", "main")
    assert [message for message in claims(clone, "a1", "b2") if "squash" in message] == []


@pytest.mark.parametrize(
    "text",
    [
        revision_file("d9", "b2").replace("down_revision", "<<<<<<< HEAD\ndown_revision", 1),
        "<<<<<<< HEAD\n" + revision_file("d9", "b2") + "=======\n" + revision_file("d8", "c3") + ">>>>>>> other\n",
        revision_file("d9", "b2").replace("'b2'", "newest()"),
    ],
    ids=["a marker", "two headers", "a call"],
)
def test_a_branch_whose_parent_cannot_be_read_is_named(clone: Path, text: str) -> None:
    git(clone, "checkout", "-q", "-b", "unresolved")
    write_tree(clone, {"versions/d9.py": text})
    commit_all(clone)
    git(clone, "checkout", "-q", "main")
    assert [message for message in claims(clone, "a1") if "unresolved" in message] == [
        "the branch unresolved has versions/d9.py; what it builds on cannot be read, and may be removed"
    ]


def test_a_file_of_head_that_a_branch_broke_is_no_claim(clone: Path) -> None:
    git(clone, "checkout", "-q", "-b", "broken")
    write_tree(clone, {"versions/c3.py": "<<<<<<< HEAD\n" + revision_file("c3", "b2")})
    commit_all(clone)
    git(clone, "checkout", "-q", "main")
    history = History(
        [Revision(name, id_at=Location(str(clone / f"versions/{name}.py"))) for name in ("a1", "b2", "c3")]
    )
    problems = built_upon(found(clone), [str(clone / "versions")], history, frozenset({"a1"}))
    assert [problem.message for problem in problems if "broken" in problem.message] == []


def test_a_branch_is_one_line_however_many_revisions_it_has(clone: Path) -> None:
    git(clone, "checkout", "-q", "-b", "long")
    write_tree(clone, {f"versions/e{number}.py": revision_file(f"e{number}", "b2") for number in range(5)})
    commit_all(clone)
    git(clone, "checkout", "-q", "main")
    assert [message for message in claims(clone, "a1", "b2") if "branch long" in message] == [
        "the branch long has e0 (versions/e0.py), e1 (versions/e1.py), e2 (versions/e2.py) and 2 more, which build on "
        "b2, to be removed"
    ]


def test_a_local_branch_and_its_remote_are_one_wherever_they_stand(clone: Path) -> None:
    git(clone, "checkout", "-q", "-b", "topic/late", "origin/topic/late")
    write_tree(clone, {"versions/e5.py": revision_file("e5", "a1")})
    commit_all(clone)
    git(clone, "checkout", "-q", "main")
    assert claims(clone, "a1", "b2") == [
        "the branch topic/late has d4 (versions/d4.py), e5 (versions/e5.py), which build on b2, a1, to be removed"
    ]


def test_a_branch_that_took_main_in_is_compared_with_where_it_did_so(clone: Path) -> None:
    git(clone, "checkout", "-q", "-b", "follows-main")
    write_tree(clone, {"readme": "theirs"})
    commit_all(clone)
    git(clone, "checkout", "-q", "main")
    write_tree(clone, {"versions/x9.py": revision_file("x9", "b2")})
    commit_all(clone)
    git(clone, "checkout", "-q", "follows-main")
    git(clone, "merge", "-q", "--no-edit", "main")
    git(clone, "checkout", "-q", "main")
    (clone / "versions" / "x9.py").unlink()
    commit_all(clone)
    assert [message for message in claims(clone, "a1", "b2") if "follows-main" in message] == []

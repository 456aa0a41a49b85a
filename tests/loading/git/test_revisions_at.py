"""Which revisions a commit holds: read from real repositories, whatever the work tree looks like."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from migralint.history.revision import Revision
from migralint.loading.git.merge_target import merge_target
from migralint.loading.git.process import GitError
from migralint.loading.git.repository import Repository, find_repository
from migralint.loading.git.revisions_at import once_held, read_revisions_at
from migralint.loading.script_directory import ScriptDirectory
from tests.support.git import commit_all, git, repository
from tests.support.trees import write_tree
from tests.support.two_branches import two_branches


@pytest.fixture
def project(tmp_path: Path) -> Path:
    return two_branches(tmp_path / "project", [Revision("a1")], [Revision("t1", ("a1",))], [Revision("o1", ("a1",))])


def opened(root: Path) -> tuple[Repository, ScriptDirectory]:
    found = find_repository(str(root))
    assert found is not None
    return found, ScriptDirectory(str(root / "migrations"), (str(root / "migrations" / "versions"),))


def test_the_commit_counts_not_the_work_tree(project: Path) -> None:
    git_, script = opened(project)
    shutil.rmtree(project / "migrations" / "versions")
    at = read_revisions_at(git_, script, git(project, "rev-parse", "main"))
    assert {name: path for name, (path, _) in at.revisions.items()} == {
        "a1": "migrations/versions/0000_a1.py",
        "t1": "migrations/versions/0200_t1.py",
    }
    assert at.history.heads() == ("t1",)
    assert at.unreadable == ()
    assert at.blobs["migrations/versions/0000_a1.py"] == git(
        project, "rev-parse", "main:migrations/versions/0000_a1.py"
    )


def test_a_header_that_is_unknown_is_said(project: Path) -> None:
    write_tree(project, {"migrations/versions/x.py": "import os\nrevision = os.environ['R']\ndown_revision = None\n"})
    commit_all(project)
    git_, script = opened(project)
    at = read_revisions_at(git_, script, git(project, "rev-parse", "HEAD"))
    assert at.unreadable == ("migrations/versions/x.py",)


def test_a_version_location_elsewhere_is_no_part_of_a_commit(project: Path, tmp_path: Path) -> None:
    git_, _ = opened(project)
    with pytest.raises(GitError, match="is not in the repository"):
        read_revisions_at(git_, ScriptDirectory(str(project), (str(tmp_path),)), "HEAD")


def test_what_a_branch_held_until_somebody_deleted_it(project: Path) -> None:
    git_, script = opened(project)
    git(project, "rm", "-q", "migrations/versions/0100_o1.py")
    commit_all(project, "revert")
    deleted = git(project, "rev-parse", "HEAD")
    assert once_held(git_, script, "feature", ["o1", "t1"]) == {"o1": deleted}
    assert once_held(git_, script, "main", ["o1", "t1"]) == {}


def test_the_branch_that_this_one_is_merged_into(tmp_path: Path) -> None:
    root = repository(tmp_path / "project")
    git_ = Repository(str(root))
    assert merge_target(git_) is None
    git(root, "checkout", "-q", "-b", "feature")
    assert merge_target(git_) == ("main", "the branch of that name")
    git(root, "checkout", "-q", "--detach")
    assert merge_target(git_) == ("main", "the branch of that name")
    git(root, "branch", "-q", "-m", "main", "trunk")
    assert merge_target(git_) is None

"""How often git is started does not depend on how many branches and tags there are."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.support.command_line import migralint
from tests.support.counted_git import counted_git
from tests.support.git import commit_all, git, repository
from tests.support.trees import revision_file, write_tree

pytestmark = pytest.mark.slow

MANIFEST = """\
version = 1

[environments.production]
stamps = ["c3c3"]
recorded-at = 2026-11-20T10:00:00Z

[environments.releases]
git-tags = "v1.*"
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """a1a1 <- b2b2 <- c3c3, a tag at c3c3, and branches that build on a1a1."""
    root = write_tree(
        tmp_path / "project",
        {
            "alembic.ini": "[alembic]\nscript_location = migrations\n",
            "migrations/env.py": "",
            "migrations/migralint-environments.toml": MANIFEST,
            "migrations/versions/a1a1.py": revision_file("a1a1"),
            "migrations/versions/b2b2.py": revision_file("b2b2", "a1a1"),
            "migrations/versions/c3c3.py": revision_file("c3c3", "b2b2"),
        },
    )
    repository(root)
    git(root, "tag", "v1.0")
    return root


def grow(root: Path, numbers: range) -> None:
    """Add branches, each with a revision of its own, and tags at commits of their own."""
    for number in numbers:
        git(root, "checkout", "-q", "-b", f"topic/{number}")
        write_tree(root, {f"migrations/versions/d{number:03}.py": revision_file(f"d{number:03}", "a1a1")})
        commit_all(root)
        git(root, "update-ref", f"refs/remotes/origin/other/{number}", "HEAD")
        git(root, "checkout", "-q", "main")
        write_tree(root, {"notes.txt": str(number)})
        commit_all(root)
        git(root, "tag", f"v1.{number + 1}")


@pytest.mark.parametrize(
    "command",
    [
        ("prune",),
        ("prune", "--protect-refs", "topic/*"),
        ("check",),
        ("env", "list"),
        ("env", "from-tags", "v1.*"),
    ],
    ids=" ".join,
)
def test_the_number_of_git_processes_is_constant(root: Path, tmp_path: Path, command: tuple[str, ...]) -> None:
    counted = counted_git(tmp_path / "bin")
    grow(root, range(3))
    few = migralint(*command, cwd=root, PATH=counted.path)
    starts = counted.starts()
    assert starts > 0
    grow(root, range(3, 20))
    many = migralint(*command, cwd=root, PATH=counted.path)
    assert counted.starts() == starts
    assert few.code == many.code


def test_rescue_too(root: Path, tmp_path: Path) -> None:
    counted = counted_git(tmp_path / "bin")
    assert migralint("prune", "--apply", "--no-verify", cwd=root).code == 0
    commit_all(root)
    grow(root, range(3))
    assert migralint("rescue", "a1a1", cwd=root, PATH=counted.path).code == 0
    starts = counted.starts()
    grow(root, range(3, 20))
    assert migralint("rescue", "a1a1", cwd=root, PATH=counted.path).code == 0
    assert counted.starts() == starts > 0


def test_branches_with_odd_names_are_read_like_any_other(root: Path) -> None:
    names = ("one\u2028two", "one\u0085two", "one\u2029two", "ünï")
    for number, name in enumerate(names):
        git(root, "checkout", "-q", "-b", name)
        write_tree(root, {f"migrations/versions/d{number}d{number}.py": revision_file(f"d{number}d{number}", "a1a1")})
        commit_all(root)
        git(root, "checkout", "-q", "main")
        git(root, "tag", f"v1.{number + 1}-{name}")
    finished = migralint("prune", "--format", "json", cwd=root)
    assert finished.code == 0
    document = json.loads(finished.stdout)
    messages = [one["message"] for one in document["warnings"] if one["code"] == "ML608"]
    assert [any(name in message for message in messages) for name in names] == [True] * 4
    assert migralint("env", "from-tags", "v1.*", cwd=root).code == 0


def clone(root: Path, name: str, *options: str) -> Path:
    """A clone with all branches; no environment is read from tags, which it may lack."""
    write_tree(root, {"migrations/migralint-environments.toml": MANIFEST.partition("[environments.releases]")[0]})
    commit_all(root)
    git(root, "config", "uploadpack.allowFilter", "true")
    git(root.parent, "clone", "-q", "--no-checkout", *options, root.as_uri(), name)
    target = root.parent / name
    git(target, "config", "remote.origin.fetch", "+refs/heads/*:refs/remotes/origin/*")
    git(
        target,
        "-c",
        "protocol.file.allow=always",
        "fetch",
        "-q",
        *(one for one in options if one.startswith("--depth")),
    )
    git(target, "checkout", "-q", "main")
    return target


def branch_warnings(root: Path) -> list[dict[str, str]]:
    finished = migralint("prune", "--format", "json", cwd=root)
    assert finished.code == 0, finished.stderr
    return [one for one in json.loads(finished.stdout)["warnings"] if one["code"] == "ML608"]


@pytest.mark.parametrize("left_out", ["blob:none", "tree:0"])
def test_what_a_partial_clone_leaves_out_is_unknown_and_the_plan_goes_on(root: Path, left_out: str) -> None:
    grow(root, range(8))
    partial = clone(root, "partial", f"--filter={left_out}")
    found = branch_warnings(partial)
    assert len(found) == 8
    assert all("what it builds on cannot be read" in one["message"] for one in found)
    assert all("git fetch --refetch --no-filter" in one["help"] for one in found)
    shown = migralint("prune", cwd=partial).stdout
    assert "8 times: an open git branch, and what its revisions build on is not known" in shown
    assert "--protect-refs" not in shown

    git(partial, "-c", "protocol.file.allow=always", "fetch", "-q", "--refetch", "--no-filter")
    assert all("builds on a1a1" in one["message"] for one in branch_warnings(partial))


def test_a_shallow_clone_sees_what_its_branches_build_on(root: Path) -> None:
    grow(root, range(3))
    shallow = clone(root, "shallow", "--depth=1", "--no-single-branch")
    assert [one["message"].partition(",")[0] for one in branch_warnings(shallow)] == [
        f"the branch origin/topic/{number} has d{number:03} (migrations/versions/d{number:03}.py)"
        for number in range(3)
    ]


def test_a_broken_ref_is_named_with_what_to_do(root: Path) -> None:
    (root / ".git/refs/heads/broken").write_text("1" * 40 + "\n")
    finished = migralint("prune", cwd=root)
    assert finished.code == 2
    assert "git update-ref -d refs/heads/broken" in finished.stderr

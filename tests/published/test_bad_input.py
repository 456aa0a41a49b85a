"""Where git or the project cannot say what is published: exit 2, one line, and the command that helps."""

from __future__ import annotations

import re
import shlex
import subprocess
from pathlib import Path

import pytest

from tests.support.branches import branched, checked, revision, said, write
from tests.support.command_line import Finished, migralint
from tests.support.git import commit_all, git

A, B, N, R = revision("a"), revision("b", "a"), revision("n", "b"), revision("r", "b")
SAID = ["ML255 n r", "after ML101 n r"]


@pytest.fixture
def origin(tmp_path: Path) -> Path:
    """main has a <- b <- r, topic has n beside r, and each a second commit of no interest."""
    root = branched(tmp_path / "origin", base={"a.py": A, "b.py": B}, main={"r.py": R}, topic={"n.py": N})
    for branch in ("main", "topic"):
        git(root, "checkout", "-q", branch)
        write(root, {"notes/readme": branch})
        commit_all(root)
    git(root, "config", "uploadpack.allowFilter", "true")
    git(root, "tag", "v1", "main")
    return root


def clone(origin: Path, *options: str, branch: str = "topic") -> Path:
    folder = origin.parent / "clone"
    git(origin.parent, "clone", "-q", "-b", branch, *options, f"file://{origin}", str(folder))
    return folder


def refused(finished: Finished, words: str) -> str:
    """Check that it was refused in these words, and return the rest: what to do."""
    assert (finished.code, finished.stdout) == (2, "")
    first, *rest = finished.stderr.splitlines()
    assert words in first
    assert "Traceback" not in finished.stderr
    return " ".join(line.strip() for line in rest)


def run(hint: str, folder: Path) -> None:
    """Run the command that the hint names."""
    command = re.search(r"`(git fetch [^`]+)`", hint)
    assert command is not None, hint
    subprocess.run(shlex.split(command[1]), cwd=folder, check=True, capture_output=True)


@pytest.mark.parametrize("ref", ["origin/main", "v1", "{commit}"])
def test_a_shallow_clone_that_lacks_the_target(origin: Path, ref: str) -> None:
    folder = clone(origin, "--depth", "1", "--no-tags")
    ref = ref.format(commit=git(origin, "rev-parse", "main"))
    hint = refused(checked(folder, against=ref), f"--against {ref}: no such commit in this clone, which is shallow")
    run(hint, folder)
    assert said(checked(folder, against=ref)) == SAID


def test_a_shallow_clone_that_lacks_the_merge_base(origin: Path) -> None:
    folder = clone(origin, "--depth", "1")
    git(folder, "fetch", "-q", "--depth", "1", "origin", "+main:refs/remotes/origin/main")
    hint = refused(checked(folder, against="origin/main"), "lacks the commit from which HEAD and origin/main grew")
    run(hint, folder)
    assert said(checked(folder, against="origin/main")) == SAID


def test_a_clone_of_one_branch(origin: Path) -> None:
    folder = clone(origin, "--single-branch")
    hint = refused(checked(folder, against="origin/main"), "git knows no such branch, tag or commit")
    run(hint, folder)
    assert said(checked(folder, against="origin/main")) == SAID


def test_a_clone_without_the_files(origin: Path) -> None:
    folder = clone(origin, "--filter=blob:none")
    hint = refused(checked(folder, against="origin/main"), "does not have all files of the commit")
    run(hint, folder)
    assert said(checked(folder, against="origin/main")) == SAID


@pytest.mark.parametrize(
    ("ref", "near"),
    [("origin/mian", "origin/main"), ("topics", "topic"), ("main", "origin/main"), ("V1", "v1")],
)
def test_an_unknown_name_is_answered_with_the_nearest(origin: Path, ref: str, near: str) -> None:
    folder = clone(origin)
    hint = refused(checked(folder, against=ref), f"--against {ref}: git knows no such branch, tag or commit")
    assert hint.startswith(f"did you mean {near}?")


@pytest.mark.parametrize("ref", ["", " ", "--output=/tmp/x", "HEAD:migrations", "HEAD^{tree}", "@{upstream}", "a..b"])
def test_what_is_no_commit(origin: Path, ref: str) -> None:
    refused(checked(origin, against=ref), "--against")


def test_the_settings_line_is_named(origin: Path) -> None:
    (origin / "migralint.toml").write_text('select = ["ML1"]\nagainst = "nowhere"\n')
    finished = migralint("check", cwd=origin)
    refused(finished, "migralint.toml:2: against nowhere: git knows no such branch, tag or commit")


def test_outside_of_a_repository(tmp_path: Path) -> None:
    write(tmp_path, {"alembic.ini": "[alembic]\nscript_location = migrations\n", "migrations/env.py": "", "a.py": A})
    hint = refused(checked(tmp_path), "is not in a git repository")
    assert "--since REVISION" in hint


def test_a_repository_without_commits(tmp_path: Path) -> None:
    write(tmp_path, {"alembic.ini": "[alembic]\nscript_location = migrations\n", "migrations/env.py": "", "a.py": A})
    git(tmp_path, "init", "-q", "-b", "main")
    refused(checked(tmp_path, against="origin/main"), "git knows no such branch, tag or commit")


def test_a_ledger_of_the_target_that_cannot_be_read(origin: Path) -> None:
    git(origin, "checkout", "-q", "main")
    write(origin, {"migrations/migralint-pruned.json": "{"})
    commit_all(origin)
    git(origin, "checkout", "-q", "topic")
    refused(checked(origin), "main:migrations/migralint-pruned.json: is not a ledger")


@pytest.mark.parametrize(("since", "words"), [("aa", "--since aa"), ("", "--since")])
def test_since_a_revision_that_nobody_has(origin: Path, since: str, words: str) -> None:
    refused(checked(origin, "--since", since, against=None), words)


def test_since_names_the_nearest(tmp_path: Path) -> None:
    write(tmp_path, {"alembic.ini": "[alembic]\nscript_location = migrations\n", "migrations/env.py": ""})
    write(tmp_path, {"a.py": revision("abcdef012345")})
    hint = refused(
        checked(tmp_path, "--since", "abcdef012346", against=None), "no revision has that id or branch label"
    )
    assert hint == "did you mean abcdef012345?"
    (tmp_path / "migralint.toml").write_text('since = "abcdef012346"\n')
    refused(migralint("check", cwd=tmp_path), "migralint.toml:1: since")

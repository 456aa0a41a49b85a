"""The same branch in every kind of repository and project: main went on to r, the branch has n, and edited a."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.support.branches import PROJECT, Files, branched, checked, revision, said, write
from tests.support.git import commit_all, git

A, B, N, R = revision("a"), revision("b", "a"), revision("n", "b"), revision("r", "b")
EDITED = revision("a", sql="CREATE TABLE other (id INT)")
SAID = ["ML251 a", "ML255 n r", "after ML101 n r"]


def usual(root: Path, **more: Files) -> Path:
    return branched(
        root,
        base={"a.py": A, "b.py": B, **more.get("base", {})},
        main={"r.py": R, **more.get("main", {})},
        topic={"n.py": N, "a.py": EDITED, **more.get("topic", {})},
    )


def in_a_folder(root: Path, folder: str) -> Path:
    """The project is not the top of its repository."""

    def below(files: Files) -> Files:
        return {f"{folder}/migrations/versions/{name}": text for name, text in files.items()}

    project = {f"{folder}/{name}": text for name, text in PROJECT.items()}
    branched(
        root,
        base={**project, "migrations/versions/other.py": revision("other"), **below({"a.py": A, "b.py": B})},
        main=below({"r.py": R}),
        topic=below({"n.py": N, "a.py": EDITED}),
    )
    return root / folder


def below_the_top(root: Path) -> Path:
    return in_a_folder(root, "services/api")


def detached(root: Path) -> Path:
    usual(root)
    git(root, "checkout", "-q", "--detach")
    git(root, "branch", "-D", "topic")
    return root


def in_a_worktree(root: Path) -> Path:
    usual(root)
    git(root, "checkout", "-q", "main")
    git(root, "worktree", "add", "-q", str(root.parent / "worktree"), "topic")
    return root.parent / "worktree"


def through_a_link(root: Path) -> Path:
    usual(root)
    (root.parent / "linked").symlink_to(root)
    return root.parent / "linked"


def uncommitted(root: Path) -> Path:
    branched(root, base={"a.py": A, "b.py": B}, main={"r.py": R})
    write(root, {"n.py": N, "a.py": EDITED})
    return root


def ignored_by_git(root: Path) -> Path:
    branched(root, base={"a.py": A, "b.py": B}, main={"r.py": R}, topic={"a.py": EDITED})
    (root / ".git" / "info" / "exclude").write_text("n.py\n")
    write(root, {"n.py": N})
    return root


def checked_out_with_crlf(root: Path) -> Path:
    usual(root)
    git(root, "config", "core.autocrlf", "true")
    shutil.rmtree(root / "migrations")
    git(root, "checkout", "-q", "HEAD", "--", "migrations")
    assert b"\r\n" in (root / "migrations/versions/b.py").read_bytes()
    return root


def committed_with_crlf(root: Path) -> Path:
    texts = {name: text.replace("\n", "\r\n") for name, text in {"a": A, "b": B, "n": N, "r": R, "e": EDITED}.items()}
    return branched(
        root,
        base={"a.py": texts["a"], "b.py": texts["b"]},
        main={"r.py": texts["r"]},
        topic={"n.py": texts["n"], "a.py": texts["e"]},
    )


def by_sha256(root: Path) -> Path:
    root.mkdir()
    git(root, "init", "-q", "-b", "main", "--object-format=sha256")
    return usual(root)


def recursive(root: Path) -> Path:
    ini = "[alembic]\nscript_location = %(here)s/migrations\nrecursive_version_locations = true\n"
    versions = "migrations/versions"
    return branched(
        root,
        base={"alembic.ini": ini, f"{versions}/2025/a.py": A, f"{versions}/2026/b.py": B},
        main={f"{versions}/2026/r.py": R},
        topic={f"{versions}/2027/n.py": N, f"{versions}/2025/a.py": EDITED},
    )


def two_locations(root: Path) -> Path:
    ini = (
        "[alembic]\nscript_location = %(here)s/migrations\npath_separator = space\n"
        "version_locations = %(here)s/migrations/versions %(here)s/billing\n"
    )
    return branched(
        root,
        base={"alembic.ini": ini, "a.py": A, "billing/b.py": B},
        main={"billing/r.py": R},
        topic={"billing/b.py": None, "b.py": B, "billing/n.py": N, "a.py": EDITED},  # b moved
    )


def everything_moved(root: Path) -> Path:
    usual(root)
    (root / "db").mkdir()
    git(root, "mv", "migrations", "db/migrations")
    write(root, {"alembic.ini": "[alembic]\nscript_location = %(here)s/db/migrations\n"})
    commit_all(root, "move")
    return root


def blanks_and_accents(root: Path) -> Path:
    return in_a_folder(root, "mon projet été")


def a_merge_of_both_is_checked_out(root: Path) -> Path:
    """What continuous integration checks out for a pull request."""
    usual(root)
    git(root, "checkout", "-q", "--detach", "main")
    git(root, "merge", "-q", "--no-ff", "-m", "merge", "topic")
    return root


LAYOUTS: list[Callable[[Path], Path]] = [
    usual,
    below_the_top,
    detached,
    in_a_worktree,
    through_a_link,
    uncommitted,
    ignored_by_git,
    checked_out_with_crlf,
    committed_with_crlf,
    by_sha256,
    recursive,
    two_locations,
    everything_moved,
    blanks_and_accents,
]


@pytest.mark.parametrize("layout", LAYOUTS, ids=lambda layout: layout.__name__)
def test_the_same_is_said_wherever_it_lies(layout: Callable[[Path], Path], tmp_path: Path) -> None:
    assert said(checked(layout(tmp_path / "project"))) == SAID


def test_once_it_is_merged_the_heads_are_those_of_the_working_tree(tmp_path: Path) -> None:
    root = a_merge_of_both_is_checked_out(tmp_path / "project")
    assert said(checked(root)) == ["ML101 n r", "ML251 a", "ML255 n r"]


@pytest.mark.parametrize(
    "ref", ["main", "refs/heads/main", "v1", "v1-annotated", "origin/main", "{id}", "{short}", "main~0"]
)
def test_whatever_names_a_commit_names_the_target(tmp_path: Path, ref: str) -> None:
    root = usual(tmp_path / "project")
    git(root, "tag", "v1", "main")
    git(root, "tag", "-a", "-m", "one", "v1-annotated", "main")
    git(root, "update-ref", "refs/remotes/origin/main", "main")
    commit = git(root, "rev-parse", "main")
    assert said(checked(root, against=ref.format(id=commit, short=commit[:9]))) == SAID


def test_histories_that_share_no_commit_are_compared_by_id(tmp_path: Path) -> None:
    root = branched(tmp_path / "project", base={"a.py": A, "b.py": B})
    git(root, "checkout", "-q", "--orphan", "fresh")
    write(root, {"a.py": EDITED, "n.py": N})
    commit_all(root)
    assert said(checked(root)) == ["ML251 a"]
    write(root, {"b.py": None, "n.py": revision("n", "a")})
    assert said(checked(root)) == ["ML251 a", "ML255 b n", "after ML101 b n"]


def test_each_script_directory_has_a_merge_of_its_own(tmp_path: Path) -> None:
    ini = "[one]\nscript_location = %(here)s/migrations\n[two]\nscript_location = %(here)s/second\n"
    root = branched(
        tmp_path / "project",
        base={"alembic.ini": ini, "a.py": A, "b.py": B, "second/env.py": "", "second/versions/a.py": A},
        main={"r.py": R, "second/versions/s.py": revision("s", "a")},
        topic={"n.py": N, "second/versions/t.py": revision("t", "a")},
    )
    assert said(checked(root)) == ["ML255 n r", "ML255 s t", "after ML101 n r", "after ML101 s t"]


def test_a_version_location_outside_of_the_repository_is_noted_and_not_compared(tmp_path: Path) -> None:
    write(tmp_path / "elsewhere", {"x.ini": "", "versions/p.py": revision("p")})
    ini = (
        "[alembic]\nscript_location = %(here)s/migrations\npath_separator = space\n"
        "version_locations = %(here)s/migrations/versions %(here)s/../elsewhere/versions\n"
    )
    root = branched(
        tmp_path / "project", base={"alembic.ini": ini, "a.py": A, "b.py": B}, main={"r.py": R}, topic={"n.py": N}
    )
    finished = checked(root)
    assert said(finished) == ["ML109 p", "ML255 n r", "after ML101 n r"]
    assert "not compared with main, because it is outside the repository" in finished.stderr


def test_a_version_location_that_the_branch_takes_out_takes_its_revisions_with_it(tmp_path: Path) -> None:
    ini = (
        "[alembic]\nscript_location = %(here)s/migrations\npath_separator = space\n"
        "version_locations = %(here)s/migrations/versions %(here)s/billing\n"
    )
    bill = revision("bill", more="branch_labels = 'billing'\n")
    root = branched(tmp_path / "project", base={"alembic.ini": ini, "a.py": A, "billing/bill.py": bill})
    write(root, {"alembic.ini": "[alembic]\nscript_location = %(here)s/migrations\n"})
    finished = checked(root)
    assert said(finished) == ["ML252 bill"]
    assert "its file billing/bill.py is no longer loaded as this revision" in finished.stdout

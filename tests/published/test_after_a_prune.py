"""The branch that a prune makes, held against main: what the ledger explains is no finding."""

from __future__ import annotations

from pathlib import Path

import pytest

from migralint.history.revision import Revision
from tests.support.branches import checked, said, write
from tests.support.command_line import migralint
from tests.support.git import commit_all, git, repository
from tests.support.notation import parse_history
from tests.support.projects import revision_text, write_manifest, write_project

HISTORIES = {
    "a line": ("a <- b <- c <- d", {"c"}),
    "a label moves up": ("a <- b <- c <- d; a label core", {"c"}),
    "a merge loses one parent or both": ("a <- b, a <- c; b <- d; c <- d; d <- e", {"e"}),
    "a dependency is removed": ("a <- b <- c; x <- y <- z; z depends b; x label side", {"c", "z"}),
}


@pytest.fixture(params=HISTORIES.values(), ids=HISTORIES)
def pruned(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """A repository whose branch topic is one `prune --apply` ahead of main."""
    drawing, stamps = request.param
    root = write_project(tmp_path / "project", parse_history(drawing).revisions.values())
    write_manifest(root, {"production": frozenset(stamps)})
    repository(root)
    (root / ".git/info/exclude").write_text(".cache/\n")
    git(root, "checkout", "-q", "-b", "topic")
    finished = migralint("prune", "--apply", "--no-verify", "--deep", cwd=root)
    assert finished.code == 0, finished.stderr
    assert git(root, "status", "--short")
    return root


def test_a_prune_is_no_finding_committed_or_not(pruned: Path) -> None:
    assert said(checked(pruned)) == []
    commit_all(pruned)
    assert said(checked(pruned)) == []


def test_a_branch_that_began_before_the_prune_is_told_so(pruned: Path) -> None:
    commit_all(pruned)
    git(pruned, "checkout", "-q", "-b", "old", "main")
    write(pruned, {"n.py": revision_text(Revision("n", ("a",)))})
    found = said(checked(pruned, against="topic"))
    assert "after ML256 n" in found
    assert not [one for one in found if "ML251" in one or "ML252" in one or "ML253" in one or "ML254" in one]

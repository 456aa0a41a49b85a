"""A project in a real git repository, with a branch of its own revisions that main was merged into."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from pathlib import Path

from migralint.history.revision import Revision
from tests.support.git import commit_all, git, repository
from tests.support.projects import UPGRADE, revision_text, write_project

INERT = "\n\ndef upgrade():\n    pass\n\n\ndef downgrade():\n    pass\n"


def two_branches(
    root: Path,
    common: Sequence[Revision],
    theirs: Iterable[Revision],
    ours: Iterable[Revision],
    *,
    inert: AbstractSet[str] = frozenset(),
    line_end: str = "\n",
    merged: bool = True,
) -> Path:
    """Write and commit: `common` on main, `ours` on the branch feature, `theirs` on main again; on feature, main
    `merged`."""
    write_project(root, common, line_end=line_end)
    (root / ".gitignore").write_text("__pycache__/\n*.db\n.cache/\n")
    repository(root)
    git(root, "checkout", "-q", "-b", "feature")
    write_revisions(root, ours, inert=inert, line_end=line_end, start=100)
    commit_all(root, "ours")
    git(root, "checkout", "-q", "main")
    write_revisions(root, theirs, line_end=line_end, start=200)
    commit_all(root, "theirs")
    git(root, "checkout", "-q", "feature")
    if merged:
        git(root, "merge", "-q", "--no-edit", "main")
    return root


def write_revisions(
    root: Path,
    revisions: Iterable[Revision],
    *,
    inert: AbstractSet[str] = frozenset(),
    line_end: str = "\n",
    start: int = 0,
) -> None:
    """Write one file per revision, in several styles; the functions of `inert` ones do nothing."""
    for place, revision in enumerate(revisions, start):
        text = revision_text(revision, place)
        if revision.id in inert:
            text = text.replace(UPGRADE.format(id=revision.id), INERT)
        path = root / "migrations" / "versions" / f"{place:04}_{revision.id}.py"
        path.write_bytes(text.replace("\n", line_end).encode())


def contents(root: Path) -> dict[str, bytes]:
    """Every file of the script directory but byte code."""
    return {
        str(path.relative_to(root)): path.read_bytes()
        for path in sorted((root / "migrations").rglob("*"))
        if path.is_file() and "__pycache__" not in path.parts
    }

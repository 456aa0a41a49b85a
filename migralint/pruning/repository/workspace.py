"""Whether the files that a prune changes can be restored: version control, committed files; only reads."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator, Sequence

from migralint.findings.problem import Problem, Related
from migralint.loading.git.repository import Repository
from migralint.source.location import Location

_MEANING = {
    "??": ("is not under version control", "are not under version control"),
    "!!": ("is ignored by git, so git does not keep it", "are ignored by git, so git does not keep them"),
}
"""Texts for a status in git, for one file and for several."""
_NEW = (
    "is staged but was never committed, so no commit keeps it",
    "are staged but were never committed, so no commit keeps them",
)
_CHANGED = ("has changes that are not committed", "have changes that are not committed")
_SHOWN = 3


def unrecoverable(
    touched: Sequence[str], *, repository: Repository | None, archive: str | None, allow_dirty: bool
) -> Iterator[Problem]:
    """One problem for each reason why files could not be restored; `touched`: absolute paths of all changed files."""
    if not touched:
        return
    if repository is None or repository.head() is None:
        if archive is None:
            yield Problem(
                f"{_why_not(repository)}, so the removed files could not be restored",
                help="pass --archive FILE to keep them in an archive",
            )
        return
    # Through a link, the bytes of its target are removed or rewritten: git must contain both.
    touched = list(dict.fromkeys([*touched, *(os.path.realpath(path) for path in touched if os.path.islink(path))]))
    places = zip(touched, repository.all_relative(touched), strict=True)
    outside = [path for path, place in places if place.startswith("../")]
    if outside and archive is None:
        kind = f"outside the repository {repository.root}"
        yield _one_for_all(outside, f"lies {kind}", f"lie {kind}", "pass --archive FILE to keep it in an archive")
    beyond = set(outside)
    inside = [path for path in touched if path not in beyond]
    alike: dict[tuple[str, str, str], list[str]] = {}
    for path, status in sorted(repository.uncommitted(inside).items()):
        forgotten = status in _MEANING or status.startswith("A")
        if forgotten and archive is not None:
            continue
        if not forgotten and allow_dirty:
            continue
        meaning = _MEANING.get(status) or (_NEW if forgotten else _CHANGED)
        way = "commit it first" + (", or pass --archive FILE" if forgotten else ", or pass --allow-dirty")
        alike.setdefault((*meaning, way), []).append(path)
    for (one, several, way), paths in alike.items():
        yield _one_for_all(paths, one, several, way)


def _one_for_all(paths: Sequence[str], one: str, several: str, way: str) -> Problem:
    """One problem for all files with the same reason and the same solution."""
    first = Location(paths[0])
    if len(paths) == 1:
        return Problem(one, first, help=way)
    shown = ", ".join(os.path.basename(path) for path in paths[:_SHOWN])
    more = f" and {len(paths) - _SHOWN} more" if len(paths) > _SHOWN else ""
    others = tuple(Related(Location(path), "likewise") for path in paths[1:])
    return Problem(
        f"{len(paths)} files {several}: {shown}{more}", first, related=others, help=way.replace(" it ", " them ")
    )


def _why_not(repository: Repository | None) -> str:
    if repository is None and shutil.which("git") is None:
        return "git is not installed here"
    return "the revision files are not under version control"

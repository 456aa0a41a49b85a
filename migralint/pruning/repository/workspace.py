"""Whether what a prune would touch can be had again: version control, committed files; asks git, changes nothing."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator, Sequence

from migralint.findings.problem import Problem
from migralint.loading.git.repository import Repository
from migralint.source.location import Location

_MEANING = {"??": "is not under version control", "!!": "is ignored by git, so git does not keep it"}
_NEW = "is staged but was never committed, so no commit keeps it"


def unrecoverable(
    touched: Sequence[str], *, repository: Repository | None, archive: str | None, allow_dirty: bool
) -> Iterator[Problem]:
    """A problem for everything that would be lost for good; `touched`: absolute paths of all files that change."""
    if not touched:
        return
    if repository is None or repository.head() is None:
        if archive is None:
            yield Problem(
                f"{_why_not(repository)}, so the removed files could not be had again",
                help="give --archive FILE to keep them in an archive",
            )
        return
    # What is removed or rewritten behind a link is its target's bytes: git has to hold both.
    touched = list(dict.fromkeys([*touched, *(os.path.realpath(path) for path in touched if os.path.islink(path))]))
    places = zip(touched, repository.all_relative(touched), strict=True)
    outside = [path for path, place in places if place.startswith("../")]
    for path in outside:
        if archive is None:
            yield Problem(
                f"lies outside of the repository {repository.root}",
                Location(path),
                help="give --archive FILE to keep it in an archive",
            )
    beyond = set(outside)
    inside = [path for path in touched if path not in beyond]
    for path, status in sorted(repository.uncommitted(inside).items()):
        forgotten = status in _MEANING or status.startswith("A")
        if forgotten and archive is not None:
            continue
        if not forgotten and allow_dirty:
            continue
        yield Problem(
            _MEANING.get(status) or (_NEW if forgotten else "has changes that are not committed"),
            Location(path),
            help="commit it first" + (", or give --archive FILE" if forgotten else ", or give --allow-dirty"),
        )


def _why_not(repository: Repository | None) -> str:
    if repository is None and shutil.which("git") is None:
        return "git is not installed here"
    return "the revision files are not under version control"

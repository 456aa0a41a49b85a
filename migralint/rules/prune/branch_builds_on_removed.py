"""ML608: open branches below the cut."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from migralint.findings.problem import Problem


def branch_builds_on_removed(problems: Iterable[Problem]) -> Iterator[Problem]:
    """An open git branch whose revisions build on one that would go.

    Why:
        When the branch is merged after the prune, its revision names a parent that no file has, and every Alembic
        command fails.

    Example:
        A topic branch began below the cut:

            $ git show topic:versions/c3c3c3c3c3c3_late.py
            down_revision = "a1a1a1a1a1a1"

    Instead:
        Merge it first, or keep what it builds on:

            $ migralint prune --protect-refs topic

    Note:
        A warning: it does not block. A branch whose new revision cannot be read (a merge conflict, a parent that is
        put together) is named as well: it may build on what is removed.
    """
    yield from problems

"""ML605: files that could not be had again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from migralint.findings.problem import Problem


def unrecoverable_file(problems: Iterable[Problem]) -> Iterator[Problem]:
    """A file that a prune would remove or change and that nothing else keeps.

    Why:
        What is not committed cannot be had again. `migralint rescue` finds removed files through git, or in the archive
        that a prune was told to write.

    Example:
        A removed file holds changes that were never committed:

            $ git status --short
             M versions/a1a1a1a1a1a1_start.py

    Instead:
        Commit first; without version control, let the prune write an archive:

            $ migralint prune --apply --archive pruned-revisions.zip

    Note:
        `--allow-dirty` accepts uncommitted changes.
    """
    yield from problems

"""ML003: a prune or rebase that was interrupted."""

from __future__ import annotations

from collections.abc import Iterator

from migralint.findings.history_context import HistoryContext
from migralint.findings.problem import Problem
from migralint.source.location import Location


def unfinished_prune(subject: HistoryContext) -> Iterator[Problem]:
    """A `migralint prune --apply`, or a `migralint rebase`, that was interrupted here.

    Why:
        The revision files may be partly changed, and running migrations now could run the wrong ones. So a file in each
        version location makes every Alembic command refuse, and nothing else in the directory is reported: it is in
        neither the old nor the new state.

        A prune that was killed before it changed anything, or after it was done, may leave a folder
        `.migralint-journal-…`. Nothing needs to be undone then, and everything else is reported;
        `migralint prune --rollback` removes it.

    Example:
        The process was killed while it was running:

            # migralint_unfinished_prune.py
            raise RuntimeError("a migralint prune of this migration directory is unfinished")

            # a1b2c3d4e5f6_start.py
            revision = "a1b2c3d4e5f6"
            down_revision = None

    Instead:
        After `migralint prune --recover` or `migralint prune --rollback` (of a rebase: `migralint rebase --recover` or
        `migralint rebase --rollback`):

            # a1b2c3d4e5f6_start.py
            revision = "a1b2c3d4e5f6"
            down_revision = None
    """
    unfinished = subject.unfinished
    if unfinished is None:
        return
    guard = unfinished.guards[0] if unfinished.guards else None
    if unfinished.journal is not None:
        yield Problem(
            f"a {unfinished.command} of this directory was interrupted; its revision files may be half changed",
            location=None if guard is None else Location(guard),
            help=f"finish it with `migralint {unfinished.command} --recover`, or undo it with "
            f"`migralint {unfinished.command} --rollback`",
        )
    elif unfinished.guards:
        yield Problem(
            f"left by a {unfinished.command} that was interrupted, and the journal needed to finish or undo it is "
            "missing",
            location=None if guard is None else Location(guard),
            help="restore the revision files and migralint-pruned.json from version control, then remove this file",
        )
    for folder in unfinished.leftovers if unfinished.journal is None else ():
        yield Problem(
            "left by a prune that was killed before any revision file changed",
            location=Location(folder),
            help="nothing needs to be undone; `migralint prune --rollback` removes it",
        )

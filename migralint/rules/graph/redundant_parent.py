"""ML108: a merge parent that is an ancestor of another parent."""

from __future__ import annotations

from collections.abc import Iterator

from migralint.findings.history_context import HistoryContext
from migralint.findings.problem import Problem
from migralint.findings.severity import Severity
from migralint.rules.reachability import Reachability
from migralint.rules.wording import related, titled


def redundant_parent(subject: HistoryContext) -> Iterator[Problem]:
    """A merge one of whose parents is an ancestor of another.

    Why:
        Nothing is merged: one parent is already an ancestor of the other. Alembic's bookkeeping of the version table
        expects merge parents to be separate rows, and `alembic upgrade` can fail with a `KeyError` or a failed
        assertion, depending on the stamp of the database. With only two parents, in a history without `depends_on`,
        this does not happen: then it is a warning, and information once it is merged.

    Example:
        `c` merges `b` with its own ancestor `a`:

            a <- b; a <- c, b <- c

    Instead:
        Name only the later one:

            a <- b; b <- c
    """
    history = subject.history
    merges = [r for r in history.revisions.values() if len(history.parents(r.id)) > 1]
    if not merges:
        return
    reach = Reachability(history)
    depending = any(map(history.dependencies, history.revisions))
    for merge in merges:
        parents = history.parents(merge.id)
        for parent in reach.before_others(parents):
            later = reach.comes_before(parent, (other for other in parents if other != parent))
            if later is None:
                continue
            yield Problem(
                f"{titled(merge)} merges {later} with {parent}, which is already an ancestor of it",
                location=merge.down_revision_at or merge.id_at,
                revisions=(merge.id, parent, later),
                related=(
                    *related(history.revisions[later].down_revision_at, f"{later} descends from {parent}"),
                    *related(history.revisions[parent].id_at, f"{titled(history.revisions[parent])}"),
                ),
                help=f'remove "{parent}" from down_revision of {merge.id}',
                severity=Severity.WARNING if len(parents) == 2 and not depending else None,
            )

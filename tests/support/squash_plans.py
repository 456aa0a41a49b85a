"""What a squash leaves of a history."""

from __future__ import annotations

from migralint.history.history import History
from migralint.history.revision import Revision
from migralint.pruning.planning.squash import SquashPlan


def revisions_after_squash(history: History, plan: SquashPlan) -> tuple[Revision, ...]:
    """The revisions of the directory afterwards: the squashes first, then the kept ones in load order."""
    removed = {member for squash in plan.squashes for member in squash.members}
    changed = {rewrite.before.id: rewrite.after for rewrite in plan.rewrites}
    kept = (changed.get(name, one) for name, one in history.revisions.items() if name not in removed)
    return (*(squash.revision for squash in plan.squashes), *kept)

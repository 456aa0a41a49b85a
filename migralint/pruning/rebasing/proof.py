"""Checks the result of a rebase against its plan: heads, parents, and what an upgrade runs; pure."""

from __future__ import annotations

from collections.abc import Iterator

from migralint.history.history import History
from migralint.history.upgrade import UpgradeRefused
from migralint.pruning.rebasing.plan import RebasePlan


def broken_by(plan: RebasePlan, history: History) -> Iterator[str]:
    """How a history, planned or read, differs from the promise of the plan, as sentences; empty if it does not.

    Promised: only this branch's headers change; each of its lines has one head; a database at the other branch's heads
    runs exactly this branch's revisions, in their order.
    """
    expected = {
        name: (one.down_revision, one.depends_on, one.branch_labels) for name, one in plan.after.revisions.items()
    }
    actual = {name: (one.down_revision, one.depends_on, one.branch_labels) for name, one in history.revisions.items()}
    for name in sorted(expected.keys() | actual.keys()):
        if expected.get(name) != actual.get(name):
            yield f"{name} differs from the plan"
            return
    if history.cycles() or history.missing_parents or history.missing_dependencies:
        yield "revisions would depend on missing revisions, or on each other"
        return
    tips = {plan.became[name].id for name in plan.tips.values()}
    if strange := set(history.heads()) - tips - set(plan.graph.held.heads()):
        yield f"{sorted(strange)[0]} would be an additional head"
    yield from _upgrade(plan, history)


def _upgrade(plan: RebasePlan, history: History) -> Iterator[str]:
    held, ours = plan.graph.held, set(plan.order)
    try:
        held.upgrade_plan((), None)
    except UpgradeRefused:
        return  # no database can reach the other branch's heads anyway
    try:
        steps = history.upgrade_plan(held.row_heads()).steps
    except UpgradeRefused as error:
        yield f"Alembic would not upgrade a database at the other branch's heads: {error}"
        return
    if set(steps) != ours or len(steps) != len(ours):
        yield "a database at the other branch's heads would not run exactly this branch's revisions"
    elif len(plan.tips) == 1 and steps != plan.order:
        yield "a database at the other branch's heads would run this branch's revisions in another order"

"""What a picture shows of a prune's plan."""

from __future__ import annotations

from collections.abc import Sequence

from migralint.drawing.facts import Facts, Leverage
from migralint.findings.finding import Finding
from migralint.pruning.planning.leverage import floor_of
from migralint.pruning.planning.plan import PrunePlan


def plan_facts(plan: PrunePlan, *, findings: Sequence[Finding] = (), unread: int = 0) -> Facts:
    """The environments of the plan, and the revisions that it would remove, with everything that depends on them."""
    removed = frozenset(plan.removed)
    return Facts(
        environments=plan.manifest.environments,
        removable=removed,
        why_removable=_why(plan),
        floor=floor_of(plan.history, removed),
        leverage=tuple(Leverage(to, lever.environments, lever.frees) for lever in plan.levers for to in lever.move_to),
        findings=tuple(findings),
        unread=unread,
    )


def _why(plan: PrunePlan) -> str:
    if plan.status == "blocked":
        return "that can be removed once the blockers are fixed"
    if plan.options.without:
        return f"that could be removed without {', '.join(sorted(plan.options.without))}"
    return "no longer needed: migralint prune"

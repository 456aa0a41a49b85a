"""What a picture shows of a prune's plan."""

from __future__ import annotations

from collections.abc import Sequence

from migralint.drawing.facts import Facts, Leverage
from migralint.findings.finding import Finding
from migralint.pruning.planning.leverage import floor_of
from migralint.pruning.planning.plan import PrunePlan


def plan_facts(plan: PrunePlan, *, findings: Sequence[Finding] = (), unread: int = 0) -> Facts:
    """The environments of the plan; what it would remove, only where nothing blocks it: a blocker is a doubt."""
    if plan.status == "blocked":
        return Facts(plan.manifest.environments, findings=tuple(findings), unread=unread)
    removed = frozenset(plan.removed)
    return Facts(
        environments=plan.manifest.environments,
        removable=removed,
        floor=floor_of(plan.history, removed),
        leverage=tuple(Leverage(to, lever.environments, lever.frees) for lever in plan.levers for to in lever.move_to),
        findings=tuple(findings),
        unread=unread,
    )

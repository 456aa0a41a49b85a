"""How much could be removed, for `check`: only the cut, without reasons, leverage and everything that needs git."""

from __future__ import annotations

from msgspec.structs import replace

from migralint.findings.environment_context import EnvironmentContext
from migralint.findings.severity import Severity
from migralint.pruning.planning.blockers import environment_blockers, history_blockers
from migralint.pruning.planning.cut import Cutter
from migralint.pruning.planning.fleet import Fleet
from migralint.pruning.planning.options import PruneOptions


def with_prunable(environments: EnvironmentContext, options: PruneOptions | None = None) -> EnvironmentContext:
    """The environments with the revisions that a plan would remove; none if a flaw known here would block the plan."""
    history = environments.history
    if len(history.order) < len(history) or any(history_blockers(environments.subject)):
        return replace(environments, prunable=())
    if any(finding.severity is Severity.ERROR for finding in environment_blockers(environments)):
        return replace(environments, prunable=())
    applied = Fleet(history, environments.manifest.environments).everywhere()
    cut = Cutter(history, options or PruneOptions()).take(frozenset(history.ancestry.nodes(applied)))
    return replace(environments, prunable=tuple(node for node in history.revisions if node in cut.removed))

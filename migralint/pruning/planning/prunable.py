"""How much could be removed, for `check`: only the cut, without reasons, leverage and everything that needs git."""

from __future__ import annotations

from msgspec.structs import replace

from migralint.findings.environment_context import EnvironmentContext
from migralint.findings.severity import Severity
from migralint.pruning.planning.blockers import environment_obstacles, history_obstacles
from migralint.pruning.planning.cut import Cutter
from migralint.pruning.planning.fleet import Fleet
from migralint.pruning.planning.options import PruneOptions


def with_prunable(roster: EnvironmentContext, options: PruneOptions | None = None) -> EnvironmentContext:
    """The same roster with the revisions that a plan would remove; empty if a flaw that is known here would block the
    plan."""
    history = roster.history
    if len(history.order) < len(history) or any(history_obstacles(roster.subject)):
        return replace(roster, prunable=())
    if any(finding.severity is Severity.ERROR for finding in environment_obstacles(roster)):
        return replace(roster, prunable=())
    applied = Fleet(history, roster.manifest.environments).everywhere()
    cut = Cutter(history, options or PruneOptions()).take(frozenset(history.ancestry.nodes(applied)))
    return replace(roster, prunable=tuple(node for node in history.revisions if node in cut.removed))

"""What a plan is made from, drawn: histories in notation, environments as `name: rows`."""

from __future__ import annotations

from datetime import UTC, datetime

from migralint.environments.environment import Counts, CreateAll, Environment, Manifest, StampSet
from migralint.findings.environment_context import EnvironmentContext
from migralint.findings.history_context import HistoryContext
from migralint.history.history import History
from migralint.loading.script_directory import ScriptDirectory
from migralint.pruning.planning.options import PruneOptions
from migralint.pruning.planning.plan import PrunePlan, plan_prune
from tests.support.notation import parse_history

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
SCRIPT = ScriptDirectory(path="/project/migrations", version_locations=("/project/migrations/versions",))


def manifest(**environments: str | None) -> Manifest:
    """`production="b", tenants="a b+c -"`: one environment each, its stamp sets by blanks, `-` unstamped.

    None is a create-all entry.
    """
    made = []
    for name, rows in environments.items():
        if rows is None:
            made.append(Environment(name, CreateAll()))
        else:
            sets = tuple(StampSet(frozenset() if one == "-" else frozenset(one.split("+"))) for one in rows.split())
            made.append(Environment(name, Counts(), sets, recorded_at=NOW))
    return Manifest("/project/migrations/migralint-environments.toml", tuple(made))


def plan(drawing: str, options: PruneOptions | None = None, **environments: str | None) -> PrunePlan:
    """The plan for a drawn history."""
    return plan_of(parse_history(drawing), manifest(**environments), options)


def plan_of(
    history: History, listed: Manifest, options: PruneOptions | None = None, script: ScriptDirectory = SCRIPT
) -> PrunePlan:
    """The plan for a history without files."""
    return plan_prune(EnvironmentContext(HistoryContext(history), listed, NOW), script, options)

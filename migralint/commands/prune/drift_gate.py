"""The part of the gate that compares live databases: a prune relies on their stamps, so they must match."""

from __future__ import annotations

import os
from collections.abc import Iterator

from msgspec.structs import replace

from migralint.commands.drift.drift import DriftCommand, drift_of
from migralint.commands.drift.targets import listed_targets
from migralint.commands.environments.manifest_file import Opened
from migralint.commands.listener import SILENT, Listener
from migralint.commands.prune.gate import GateAnswer
from migralint.commands.prune.options import PruneCommand
from migralint.commands.prune.prepare import PreparedPrune
from migralint.database.drift.result import Drift, Group
from migralint.environments.manifest import manifest_path
from migralint.findings.finding import Finding
from migralint.findings.problem import Problem
from migralint.history.ledger import Verification as Verified
from migralint.pruning.planning.blockers import Blocker
from migralint.source.errors import InputError

_HELP = (
    "see `migralint drift --all`; without require-no-drift in [tool.migralint.prune], live databases are not checked"
)


def ask_live_databases(
    prepared: PreparedPrune, command: PruneCommand, answer: GateAnswer, *, listener: Listener = SILENT
) -> GateAnswer:
    """Add the result for live databases to that of the gate: blockers, or one more verification.

    Compares every entry of the manifest that has a `url-env`; at least one is required. Runs project code, but never on
    them.
    """
    if prepared.plan.status != "ready":
        return answer
    settings = prepared.project.settings
    named = command.project.manifest
    path = manifest_path(prepared.script.path, os.path.abspath(named) if named else settings.manifest)
    opened = Opened(prepared.script, settings, path)
    listener.note("comparing live databases with their stamps (runs project code)")
    try:
        targets = listed_targets(opened, (), everything=True, run_commands=False)
    except InputError as error:
        return replace(answer, blockers=(_not_verified(str(error)),))
    look = DriftCommand(databases=command.databases, python=command.python)
    drift = drift_of(opened, targets, look, listener=listener).drift
    for notice in drift.notices:
        listener.note(notice)
    if drift.status != "match":
        return replace(answer, blockers=tuple(_blockers(drift)), verified=(), databases=())
    seen = ", ".join(dict.fromkeys(one.entry for one in drift.groups))
    accepted = any(one.accepted for one in drift.groups)
    verified = Verified(f"live databases: {seen}", "accepted" if accepted else "match")
    return replace(answer, verified=(*answer.verified, verified))


def _blockers(drift: Drift) -> Iterator[Finding]:
    for group in drift.groups:
        if group.is_drift(strict=drift.strict):
            yield _not_verified(f"{_who(group.entry, len(group.databases))} not as stamped: {_group_summary(group)}")
    for one in drift.not_judged:
        problem = f"{_who(one.entry, len(one.databases))} not compared with its stamp: {one.why}"
        yield _not_verified(problem, one.help)


def _who(entry: str, count: int) -> str:
    return f"{entry} is" if count == 1 else f"{count:,} databases of {entry} are"


def _group_summary(group: Group) -> str:
    """The differences in a few words."""
    counted = [one for one in group.differences if not one.note] or list(group.differences)
    first = counted[0]
    place = ".".join(part for part in (first.table, first.object) if part is not None)
    more = f" and {len(counted) - 1} more" if len(counted) > 1 else ""
    words = f"the migrations build {first.models or 'nothing'}, the database has {first.migrations or 'nothing'}"
    return f"{first.kind} {place}: {' '.join(words.split())}{more}"


def _not_verified(message: str, help: str = "") -> Finding:
    return Blocker.NOT_VERIFIED.finding(Problem(message, help=f"{help}; {_HELP}" if help else _HELP))

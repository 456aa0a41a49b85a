"""Which databases will run what a branch adds, and how the floor of a prune moves."""

from __future__ import annotations

import os
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

from msgspec.structs import replace

from migralint.commands.plan_settings import options_of
from migralint.commands.review.result import Floor, Runner
from migralint.environments.environment import Environment, Manifest, StampSet
from migralint.environments.manifest import manifest_path, parse_manifest
from migralint.findings.environment_context import EnvironmentContext
from migralint.findings.history_context import HistoryContext
from migralint.history.history import History
from migralint.history.upgrade import UpgradeRefused
from migralint.loading.discovery.project import Project
from migralint.loading.git.process import GitError
from migralint.loading.git.published.target import MergeTarget
from migralint.loading.records.tags import tag_resolver
from migralint.loading.script_directory import ScriptDirectory
from migralint.loading.settings.values import Settings
from migralint.pruning.planning.leverage import floor_of
from migralint.pruning.planning.plan import PrunePlan, plan_prune
from migralint.source.errors import InputError

_PLANNED = 50
"""The maximum number of stamp sets of an environment whose upgrade is planned, the largest first."""


def runners_of(history: History, environments: Iterable[Environment], new: frozenset[str]) -> tuple[Runner, ...]:
    """The databases of each environment by the number of revisions that they run after the merge, if any of those is
    new.

    Ordered by the number of revisions, the fewest first, then as in the manifest; unknown numbers last.
    """
    runners: list[Runner] = []
    for environment in environments:
        if not environment.needs_stamps:
            continue
        if not environment.stamp_sets:
            why = environment.missing or "its stamps were never recorded"
            runners.append(Runner(environment.name, 0, 0, None, why, environment.noun))
        groups: dict[tuple[int | None, str], int] = {}
        for stamp_set in environment.stamp_sets[:_PLANNED]:
            steps, why = _steps(history, stamp_set, new)
            if steps != 0:
                groups[steps, why] = groups.get((steps, why), 0) + stamp_set.databases
        rest = sum(one.databases for one in environment.stamp_sets[_PLANNED:])
        if rest:
            groups[None, "they are stamped at too many different revisions"] = rest
        runners += (
            Runner(environment.name, databases, environment.databases, steps, why, environment.noun)
            for (steps, why), databases in groups.items()
        )
    return tuple(sorted(runners, key=lambda one: (one.steps is None, one.steps or 0)))


def _steps(history: History, stamp_set: StampSet, new: frozenset[str]) -> tuple[int | None, str]:
    unknown = sorted(one for one in stamp_set.stamps if one not in history)
    if unknown:
        return None, f"stamped at {unknown[0]}, which is not in the history"
    try:
        steps = history.upgrade_plan(stamp_set.stamps).steps
    except UpgradeRefused as error:
        return None, f"Alembic refuses the upgrade: {error}"
    return (len(steps) if new & {*steps} else 0), ""


def manifest_at(
    target: MergeTarget, script: ScriptDirectory, project: Project, now: Manifest | None
) -> Manifest | None:
    """The list of environments at the merge target; the present one if that is not available."""
    path = manifest_path(script.path, project.settings.manifest)
    try:
        place = target.repository.relative(path)
        blob = target.repository.tree(target.commit, [place]).get(place)
        if blob is None:
            return now
        data = target.repository.blobs([blob])[blob]
        return parse_manifest(data, str(Path(path)), tags=tag_resolver(script))
    except (InputError, GitError, KeyError, OSError):
        return now


def floor_of_merge(
    subject: HistoryContext,
    script: ScriptDirectory,
    settings: Settings,
    manifest: Manifest | None,
    manifest_before: Manifest | None,
) -> Floor | None:
    """The floor before and after the merge; None: without a list of environments, and if the list leaves it unknown."""
    published = subject.published
    if manifest is None or manifest_before is None or published is None:
        return None
    history = History(one.revision for one in published.revisions.values())
    then = replace(subject, history=history, files=(), merged=None, unfinished=None)
    before = _plan(then, script, settings, manifest_before)
    after = _plan(subject.merged or subject, script, settings, manifest)
    if before is None or after is None:
        return None
    kept = (subject.merged or subject).history
    pruned = tuple(one for one in published.revisions if one not in kept and one in subject.ledger.pruned)
    floors = [floor_of(plan.history, frozenset(plan.removed)) for plan in (before, after)]
    return Floor(floors[0], floors[1], len(before.removed), len(after.removed), pruned)


def _plan(subject: HistoryContext, script: ScriptDirectory, settings: Settings, manifest: Manifest) -> PrunePlan | None:
    environments = EnvironmentContext(subject, manifest, now=datetime.now(UTC), ledger=subject.ledger)
    options = options_of(settings)
    if options.until is not None and subject.history.resolve(options.until) is None:
        return None
    if not os.path.isdir(script.path) or subject.history.cycles():
        return None
    plan = plan_prune(environments, script, options)
    return None if plan.status == "blocked" else plan

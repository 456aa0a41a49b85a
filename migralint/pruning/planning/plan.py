"""The plan of a prune: what is removed, what is kept and why; pure."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import Literal

from msgspec import Struct
from msgspec.structs import replace

from migralint.environments.environment import Manifest
from migralint.findings.environment_context import EnvironmentContext
from migralint.findings.finding import Finding
from migralint.findings.severity import Severity
from migralint.history.history import History
from migralint.loading.script_directory import ScriptDirectory
from migralint.pruning.planning.blockers import (
    Blocker,
    bytecode_blockers,
    environment_blockers,
    history_blockers,
    ordered,
)
from migralint.pruning.planning.cut import Cut, Cutter, new_bases
from migralint.pruning.planning.cut_blockers import abbreviated_ids, outside_repository
from migralint.pruning.planning.environment_effects import EnvironmentEffect, environment_effects
from migralint.pruning.planning.fleet import Fleet
from migralint.pruning.planning.leverage import Lever, find_levers
from migralint.pruning.planning.options import PruneOptions
from migralint.pruning.planning.reasons import Explanation
from migralint.pruning.planning.rewrites import Rewrite, revisions_after, rewrite_history
from migralint.pruning.planning.squash import Squash, SquashPlan, plan_squash, reordered
from migralint.pruning.planning.squash_file import placed, with_squashes

Status = Literal["nothing", "ready", "blocked", "applied"]


class PrunePlan(Struct, frozen=True, dict=True):
    """The effect of a prune on one script directory."""

    history: History
    """The present history."""
    options: PruneOptions
    manifest: Manifest
    """The environments that count; those in `without` are left out."""
    removed: tuple[str, ...]
    """The removed revisions, in load order; empty if a flaw of the directory makes the history uncertain."""
    rewrites: tuple[Rewrite, ...]
    """The kept revisions whose headers change, in load order."""
    new_bases: tuple[str, ...]
    """The kept revisions that lose all their parents, in load order."""
    environments: tuple[EnvironmentEffect, ...]
    levers: tuple[Lever, ...]
    blockers: tuple[Finding, ...] = ()
    """Each of them prevents the plan from being applied; ordered by path, line, column and code."""
    warnings: tuple[Finding, ...] = ()
    squashes: tuple[Squash, ...] = ()
    """With the option `squash`, the generated revisions, dependencies first, each with the path of its future file."""
    explanation: Explanation | None = None
    """Why each revision is removed or kept; None if the history is uncertain."""

    @property
    def status(self) -> Status:
        """Whether the plan can be applied; only the command knows whether it was applied."""
        return "blocked" if self.blockers else "ready" if self.removed else "nothing"

    @property
    def kept_count(self) -> int:
        """The number of kept revisions."""
        return len(self.history) - len(self.removed)

    @cached_property
    def after(self) -> History:
        """The history as the plan would leave it."""
        kept = revisions_after(self.history, frozenset(self.removed), self.rewrites)
        return History(with_squashes(kept, [squash.revision for squash in self.squashes]))

    def with_findings(self, blockers: Sequence[Finding] = (), warnings: Sequence[Finding] = ()) -> PrunePlan:
        """The same plan with further findings about it: from git, from other files, from verify."""
        return replace(
            self,
            blockers=ordered((*self.blockers, *blockers)),
            warnings=ordered((*self.warnings, *warnings)),
        )


def plan_prune(
    environments: EnvironmentContext, script: ScriptDirectory, options: PruneOptions | None = None
) -> PrunePlan:
    """Plan a prune of `script`; `environments` has its files and environments.

    The environments come with their stamp sets resolved (`file`, `git-tags`). Blockers that need more than these values
    (git, verify, other files) are added with `with_findings`. Raises KeyError if `options.until` names no revision.
    """
    options = options or PruneOptions()
    environments = replace(environments, manifest=_without(environments.manifest, options.without))
    history, manifest = environments.history, environments.manifest
    blockers = list(history_blockers(environments.subject))
    unsound = bool(blockers) or len(history.order) < len(history)
    uncertain = list(environment_blockers(environments))
    blockers += [finding for finding in uncertain if finding.severity is Severity.ERROR]
    warnings = ordered(finding for finding in uncertain if finding.severity is not Severity.ERROR)
    if unsound:
        return PrunePlan(history, options, manifest, (), (), (), (), (), ordered(blockers), warnings)

    fleet = Fleet(history, manifest.environments)
    cutter = Cutter(history, options)
    cut = cutter.take(frozenset(history.ancestry.nodes(fleet.everywhere())))
    squashed = plan_squash(history, cut.removed) if options.squash else SquashPlan((), ())
    blockers += [Blocker.NOT_SQUASHED.finding(problem) for problem in squashed.problems]
    rewrites = squashed.rewrites
    if not options.squash:
        rewrites = rewrite_history(history, cut.removed, cut.label_moves)
    if cut.removed:
        blockers += bytecode_blockers(environments.subject)
    blockers += abbreviated_ids(history, cut.removed)
    blockers += outside_repository(history, cut.removed, rewrites, script.outside)
    squashes = tuple(placed(squash, history, script) for squash in squashed.squashes)
    plan = _assembled(fleet, cutter, cut, rewrites, squashes, options, manifest)
    changed = [
        f"in {environment.name}, stamped at {', '.join(sorted(one.stamp_set.stamps)) or 'nothing'}"
        for environment in plan.environments
        for one in environment.stamp_sets
        if not one.plan_unchanged
    ]
    if changed and not options.squash:
        # A safety check: the definition of the cut excludes such a database, so this would be a flaw in migralint.
        raise AssertionError(f"the plan would change what `alembic upgrade heads` does {changed[0]}")
    blockers += (Blocker.NOT_SQUASHED.finding(reordered(where)) for where in changed)
    return plan.with_findings(blockers, warnings)


def _assembled(
    fleet: Fleet,
    cutter: Cutter,
    cut: Cut,
    rewrites: tuple[Rewrite, ...],
    squashes: tuple[Squash, ...],
    options: PruneOptions,
    manifest: Manifest,
) -> PrunePlan:
    history = fleet.history
    plan = PrunePlan(
        history=history,
        options=options,
        manifest=manifest,
        removed=tuple(node for node in history.revisions if node in cut.removed),
        rewrites=rewrites,
        new_bases=tuple(new_bases(history, cut.removed)),
        environments=(),
        levers=find_levers(fleet, cutter, cut),
        squashes=squashes,
        explanation=Explanation(fleet, cutter, cut),
    )
    return replace(plan, environments=environment_effects(fleet, plan.after))


def _without(manifest: Manifest, names: frozenset[str]) -> Manifest:
    return replace(manifest, environments=tuple(one for one in manifest.environments if one.name not in names))

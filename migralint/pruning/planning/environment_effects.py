"""What each environment still has to run, and whether a cut changes that."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property

from msgspec import Struct

from migralint.environments.environment import StampSet
from migralint.history.history import History
from migralint.history.upgrade import UpgradePlan, UpgradeRefused
from migralint.pruning.planning.fleet import Fleet

SHOWN = 50
"""The maximum number of stamp sets of an environment that are shown one by one, the largest first."""
BUDGET = 20_000
"""The maximum number of upgrade steps that are planned for the comparison; about a tenth of a second."""


class StampSetEffect(Struct, frozen=True):
    """The databases of one environment with the same rows."""

    stamp_set: StampSet
    applied: int | None
    """Revisions they have applied; None if a stamp is unknown, and so for `pending`."""
    pending: int | None
    """Revisions that `alembic upgrade heads` still runs on them."""
    plan_unchanged: bool
    """Whether `alembic upgrade heads` runs the same revisions in the same order and leaves the same rows after the cut;
    also true if Alembic already refuses to upgrade such a database today."""


class EnvironmentEffect(Struct, frozen=True):
    """One environment of the manifest."""

    name: str
    stamp_sets: tuple[StampSetEffect, ...]
    """The largest stamp sets, at most SHOWN."""
    more: int
    """The number of its other stamp sets."""
    databases: int
    """The number of databases in all its stamp sets."""
    furthest_behind: int
    """The largest number of pending revisions of any of its databases, including those that are not shown."""
    holds: int
    """The number of revisions that only this environment keeps: not applied in one of its databases, or stamped."""
    noun: str = "database"
    """The noun for what is stamped, as `Environment.noun`."""


def environment_effects(fleet: Fleet, after: History) -> tuple[EnvironmentEffect, ...]:
    """One effect per environment that needs stamps, in the manifest's order; `after`: the history after the cut."""
    comparison = _Comparison(fleet, after)
    total = len(fleet.history)
    effects = []
    for environment in fleet.environments:
        counts = [fleet.applied(stamp_set) for stamp_set in environment.stamp_sets]
        shown = [
            StampSetEffect(
                stamp_set,
                applied=count,
                pending=None if count is None else total - count,
                plan_unchanged=comparison.unchanged(stamp_set.stamps),
            )
            for stamp_set, count in zip(environment.stamp_sets[:SHOWN], counts, strict=False)
        ]
        effects.append(
            EnvironmentEffect(
                name=environment.name,
                stamp_sets=tuple(shown),
                more=max(0, len(environment.stamp_sets) - SHOWN),
                databases=environment.databases,
                furthest_behind=max((total - count for count in counts if count is not None), default=0),
                holds=total - fleet.expendable[environment.name].bit_count(),
                noun=environment.noun,
            )
        )
    return tuple(effects)


class _Comparison:
    """Compares upgrades before and after a cut; each stamp set only once, even if several environments have it.

    Both upgrades are planned and compared as long as the budget allows. After that, a sufficient condition is tested:
    the database has applied all removed revisions and is stamped at none of them, and every kept revision has the same
    parents except for the removed ones. Planning depends on nothing else.
    """

    def __init__(self, fleet: Fleet, after: History) -> None:
        self._fleet = fleet
        self._before = fleet.history
        self._after = after
        self._removed = self._before.ancestry.bits(node for node in self._before.revisions if node not in after)
        self._known: dict[frozenset[str], bool] = {}
        self._budget = BUDGET

    def unchanged(self, stamps: frozenset[str]) -> bool:
        if stamps not in self._known:
            self._known[stamps] = self._compare(stamps)
        return self._known[stamps]

    def _compare(self, stamps: frozenset[str]) -> bool:
        if not self._removed:
            return True
        if self._budget <= 0 and self._same_parents:
            return self._removed & ~self._fleet.over(stamps) == 0
        was = _upgrade(self._before, stamps)
        if was is None:
            return True
        self._budget -= len(was.steps)
        return _upgrade(self._after, stamps) == was

    @cached_property
    def _same_parents(self) -> bool:
        before, after = self._before.effective_parents, self._after.effective_parents
        return all(
            parents == tuple(parent for parent in before[node] if parent in self._after)
            for node, parents in after.items()
        )


def _upgrade(history: History, stamps: Iterable[str]) -> UpgradePlan | None:
    try:
        return history.upgrade_plan(stamps)
    except UpgradeRefused:
        return None

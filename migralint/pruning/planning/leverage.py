"""Which environments to upgrade so that more can be removed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet

from msgspec import Struct

from migralint.environments.environment import Environment
from migralint.history.history import History
from migralint.pruning.planning.cut import Cut, Cutter
from migralint.pruning.planning.fleet import Fleet


class Lever(Struct, frozen=True):
    """An upgrade of one environment, or of several together, that makes more files removable."""

    environments: tuple[str, ...]
    """One, or several if they hold the cut at the same place; in the order of the manifest."""
    move_to: tuple[str, ...]
    """The lowest revisions to which their databases must be upgraded; several if several lines are cut."""
    frees: int
    """The number of additional files that can be removed then."""


def find_levers(fleet: Fleet, cutter: Cutter, cut: Cut) -> tuple[Lever, ...]:
    """For every environment that alone holds the cut back, how far to upgrade it; the largest gain first.

    All other environments stay at their stamps. If several hold the cut at the same place and no single upgrade would
    gain anything, the smallest group of those that are furthest behind.
    """
    stamped = [environment for environment in fleet.environments if environment.stamp_sets]
    levers = [_lever(fleet, cutter, cut, [environment]) for environment in stamped]
    useful = [lever for lever in levers if lever is not None]
    if not useful and len(stamped) > 1:
        useful = [lever for lever in (_joint_lever(fleet, cutter, cut, stamped),) if lever is not None]
    return tuple(sorted(useful, key=lambda lever: -lever.frees))


def _joint_lever(fleet: Fleet, cutter: Cutter, cut: Cut, environments: Sequence[Environment]) -> Lever | None:
    """Add one environment after another, those that need the most revisions first, until more becomes removable."""
    behind = sorted(environments, key=lambda one: fleet.expendable[one.name].bit_count())
    for number in range(2, len(behind) + 1):
        following = behind[number] if number < len(behind) else None
        if following and fleet.expendable[following.name] == fleet.expendable[behind[number - 1].name]:
            continue  # it holds the cut at the same place: without it there is no gain
        group = [one for one in environments if one in behind[:number]]
        lever = _lever(fleet, cutter, cut, group)
        if lever is not None:
            return lever
    return None


def _lever(fleet: Fleet, cutter: Cutter, cut: Cut, environments: Sequence[Environment]) -> Lever | None:
    history = fleet.history
    up_to_date = fleet.over(frozenset(history.row_heads()))
    applied = fleet.everywhere(instead={environment.name: up_to_date for environment in environments})
    if applied == fleet.everywhere():
        return None
    further = cutter.take(frozenset(history.ancestry.nodes(applied)))
    frees = len(further.removed) - len(cut.removed)
    if frees <= 0:
        return None
    names = tuple(environment.name for environment in environments)
    needed = _needed(fleet, environments, further.removed)
    if history.labels:  # labels keep revisions in ways that depend on the whole cut: count the removed ones
        moved = {environment.name: _moved(fleet, environment, needed) for environment in environments}
        applied = fleet.everywhere(instead=moved)
        frees = len(cutter.take(frozenset(history.ancestry.nodes(applied))).removed) - len(cut.removed)
    return Lever(names, needed, frees) if frees > 0 else None


def _moved(fleet: Fleet, environment: Environment, targets: tuple[str, ...]) -> int:
    """The revisions that the environment does not need once its databases are upgraded to the targets."""
    ancestry = fleet.history.ancestry
    common = ancestry.everything
    for stamp_set in environment.stamp_sets:
        stamps = {*stamp_set.stamps, *targets}
        if any(stamp not in fleet.history for stamp in stamps):
            return 0
        implied = 0
        for stamp in stamps:
            implied |= ancestry.strict(stamp)
        common &= ancestry.with_self(stamps) & ~(ancestry.bits(stamps) & ~implied)
    return common


def _needed(fleet: Fleet, environments: Iterable[Environment], removed: AbstractSet[str]) -> tuple[str, ...]:
    """The kept revisions just above the cut that one of the databases lacks, without those that another one of them
    implies."""
    history = fleet.history
    ancestry = history.ancestry
    in_all = ancestry.everything
    for environment in environments:
        for stamp_set in environment.stamp_sets:
            in_all &= ancestry.with_self(stamp for stamp in stamp_set.stamps if stamp in history)
    lacking = ancestry.bits(floor_of(history, removed)) & ~in_all
    implied = 0
    for name in ancestry.nodes(lacking):
        implied |= ancestry.strict(name)
    return tuple(sorted(ancestry.nodes(lacking & ~implied), key=history.place.__getitem__))


def floor_of(history: History, removed: AbstractSet[str]) -> tuple[str, ...]:
    """The kept revisions that lose a parent, in load order: the oldest allowed stamps of a database afterwards."""
    above = {child for node in removed for child in history.children(node) if child not in removed}
    return tuple(sorted(above, key=history.place.__getitem__))

"""Which environment to upgrade so that more can go."""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from migralint.environments.environment import Environment
from migralint.history.history import History
from migralint.pruning.cut import Cut, Cutter
from migralint.pruning.fleet import Fleet


@dataclass(frozen=True, slots=True)
class Lever:
    """Moving one environment frees more files."""

    environment: str
    move_to: tuple[str, ...]
    """The least its databases must be upgraded to; several where several lines are cut."""
    frees: int
    """How many more files can go then."""


def find_levers(fleet: Fleet, cutter: Cutter, cut: Cut) -> tuple[Lever, ...]:
    """For every environment that holds the cut back on its own, how far to move it; the greatest gain first.

    Everything else stays where it is. Where several environments hold at the same place, none alone frees anything.
    """
    history = fleet.history
    common = fleet.everywhere()
    up_to_date = fleet.over(frozenset(history.row_heads()))
    levers = []
    for environment in fleet.environments:
        if not environment.stamp_sets:
            continue
        applied = fleet.everywhere(instead={environment.name: up_to_date})
        if applied == common:
            continue
        further = cutter.take(frozenset(history.ancestry.nodes(applied)))
        frees = len(further.removed) - len(cut.removed)
        if frees > 0:
            levers.append(Lever(environment.name, _needed(fleet, environment, further.removed), frees))
    return tuple(sorted(levers, key=lambda lever: -lever.frees))


def _needed(fleet: Fleet, environment: Environment, removed: AbstractSet[str]) -> tuple[str, ...]:
    """The kept revisions just above the cut that one of the environment's databases lacks, without those that another
    one of them implies."""
    history = fleet.history
    ancestry = history.ancestry
    above = {child for node in removed for child in history.children(node) if child not in removed}
    in_all = ancestry.everything
    for stamp_set in environment.stamp_sets:
        in_all &= ancestry.with_self(stamp for stamp in stamp_set.stamps if stamp in history)
    lacking = ancestry.bits(above) & ~in_all
    names = ancestry.nodes(lacking)
    implied = 0
    for name in names:
        implied |= ancestry.strict(name)
    return tuple(sorted(ancestry.nodes(lacking & ~implied), key=history.place.__getitem__))


def floor_of(history: History, removed: AbstractSet[str]) -> tuple[str, ...]:
    """The kept revisions that lose a parent, in load order: the oldest a database may be stamped at afterwards."""
    above = {child for node in removed for child in history.children(node) if child not in removed}
    return tuple(sorted(above, key=history.place.__getitem__))

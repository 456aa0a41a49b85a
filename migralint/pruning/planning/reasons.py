"""Why a revision is removed or kept, as values; reporting formats them."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from migralint.environments.environment import StampSet
from migralint.pruning.planning.cut import Cut, Cutter
from migralint.pruning.planning.fleet import Fleet


class Removable(Struct, frozen=True):
    """Every database has applied it and all its ancestors, and none is stamped at it."""

    heir: str | None = None
    """The kept revision that receives its branch labels; None if it has none."""


class IsHead(Struct, frozen=True):
    """A head is never removed."""


class NobodyStamped(Struct, frozen=True):
    """There is no stamp set at all, so no revision is known to be applied."""


class NoStampSet(Struct, frozen=True):
    """This environment has no stamp set: it may need every revision."""

    environment: str


class StampedAt(Struct, frozen=True):
    """Databases of this environment have it as a row of their version table."""

    environment: str
    databases: int
    of: int
    """The number of databases of the environment."""
    noun: str = "database"


class NotApplied(Struct, frozen=True):
    """Databases of this environment still have to run it, or that is not known because a stamp is unknown."""

    environment: str
    databases: int
    of: int
    """The number of databases of the environment."""
    example: StampSet
    """The stamp set that most of them have."""
    noun: str = "database"


class Spared(Struct, frozen=True):
    """An option or a label keeps it."""

    why: str
    """The end of a sentence ("because …")."""


class NeededStays(Struct, frozen=True):
    """It could be removed, but one of its ancestors is kept, and that one would seem unapplied."""

    path: tuple[str, ...]
    """The path from the revision (excluded) over the names in each header to the kept one."""
    reasons: tuple[Reason, ...]
    """Why that one is kept."""


class NoWaist(Struct, frozen=True):
    """It could be removed, but more bases than before would remain; `--deep` would remove it."""

    waist: str | None
    """The next possible cut point above it; None: its lines never join again."""
    held_by: str | None
    """A revision below that point that must be kept."""
    reasons: tuple[Reason, ...]
    """Why that one is kept."""


Reason = Removable | IsHead | NobodyStamped | NoStampSet | StampedAt | NotApplied | Spared | NeededStays | NoWaist


class Explanation:
    """Explains single revisions of one plan."""

    def __init__(self, fleet: Fleet, cutter: Cutter, cut: Cut) -> None:
        self._fleet = fleet
        self._history = fleet.history
        self._cutter = cutter
        self._cut = cut
        self._heads = frozenset(self._history.heads())
        self._applied = fleet.everywhere()

    def reasons(self, revision_id: str) -> tuple[Reason, ...]:
        """Why the revision is removed (exactly one reason, `Removable`) or kept (one or more). Raises KeyError."""
        if revision_id not in self._history:
            raise KeyError(revision_id)
        if revision_id in self._cut.removed:
            return (Removable(self._cut.label_moves.get(revision_id)),)
        own = tuple(self._own_reasons(revision_id))
        if own:
            return own
        if revision_id not in self._cut.closed:
            return (self._needed_stays(revision_id),)
        return (self._no_waist(revision_id),)

    def _stays_by_itself(self, node: str) -> bool:
        bit = self._history.ancestry.bits((node,))
        return node in self._heads or node in self._cut.spared or not self._applied & bit

    def _own_reasons(self, node: str) -> Iterator[Reason]:
        if node in self._heads:
            yield IsHead()
        if node in self._cut.spared:
            yield Spared(self._cut.spared[node])
        if not self._fleet.environments:
            yield NobodyStamped()
        bit = self._history.ancestry.bits((node,))
        for environment in self._fleet.environments:
            if not environment.stamp_sets:
                yield NoStampSet(environment.name)
            if self._fleet.expendable[environment.name] & bit:
                continue
            stamped = [one for one in environment.stamp_sets if node in one.stamps]
            if stamped:
                yield StampedAt(
                    environment.name, sum(one.databases for one in stamped), environment.databases, environment.noun
                )
            missing = [
                one
                for one in environment.stamp_sets
                if node not in one.stamps and not self._fleet.over(one.stamps) & bit
            ]
            if missing:
                most = max(missing, key=lambda one: one.databases)
                databases = sum(one.databases for one in missing)
                yield NotApplied(environment.name, databases, environment.databases, most, environment.noun)

    def _needed_stays(self, node: str) -> NeededStays:
        """The nearest ancestor that is kept for a reason of its own, and the path to it."""
        came_from = {node: node}
        queue = [node]
        for current in queue:
            for needed in (*self._history.parents(current), *self._history.dependencies(current)):
                if needed in came_from:
                    continue
                came_from[needed] = current
                if self._stays_by_itself(needed):
                    path = [needed]
                    while came_from[path[-1]] != node:
                        path.append(came_from[path[-1]])
                    return NeededStays(tuple(reversed(path)), tuple(self._own_reasons(needed)))
                queue.append(needed)
        raise AssertionError(f"nothing keeps {node}")

    def _no_waist(self, node: str) -> NoWaist:
        """Why the history cannot be cut at the next waist above: first in its own piece, then in those that the
        revisions below it depend on, which must be cut at a waist of their own."""
        waist = self._cutter.cut_points.waist_above(node)
        if waist is None:
            return NoWaist(None, None, ())
        history = self._history
        asked = {waist}
        queue = [waist]
        for place in queue:
            below = history.ancestors([place], with_dependencies=False)
            for candidate in sorted(below, key=history.place.__getitem__):
                if candidate not in self._cut.closed:
                    return NoWaist(waist, candidate, self.reasons(candidate))
                for needed in history.dependencies(candidate):
                    if needed in self._cut.removed:
                        continue
                    further = self._cutter.cut_points.waist_above(needed)
                    if further is None:
                        return NoWaist(waist, needed, (NoWaist(None, None, ()),))
                    if further not in asked:
                        asked.add(further)
                        queue.append(further)
        raise AssertionError(f"nothing keeps {node} below {waist}")

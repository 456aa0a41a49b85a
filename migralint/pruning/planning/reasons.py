"""Why a revision is removed or kept, as values; reporting formats them."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from migralint.environments.environment import StampSet
from migralint.pruning.planning.cut import Cut, Cutter
from migralint.pruning.planning.fleet import Fleet


class Removable(Struct, frozen=True):
    """Every database has it and all it needs applied, and none is stamped at it."""

    heir: str | None = None
    """The kept revision that takes over its branch labels; None if it carries none."""


class IsHead(Struct, frozen=True):
    """A head never goes."""


class NobodyStamped(Struct, frozen=True):
    """There is no stamp set at all, so nothing is known to be applied."""


class NoStampSet(Struct, frozen=True):
    """This environment has no stamp set: it may need every revision."""

    environment: str


class StampedAt(Struct, frozen=True):
    """Databases of this environment have it as a row of their version table."""

    environment: str
    databases: int
    of: int
    """How many databases the environment has."""
    noun: str = "database"


class NotApplied(Struct, frozen=True):
    """Databases of this environment still have to run it, or nobody can say because a stamp is unknown."""

    environment: str
    databases: int
    of: int
    """How many databases the environment has."""
    example: StampSet
    """The stamp set of most of them."""
    noun: str = "database"


class Spared(Struct, frozen=True):
    """An option or a label keeps it."""

    why: str
    """The end of a sentence ("because …")."""


class NeededStays(Struct, frozen=True):
    """It could be removed, but something it needs stays, and would look as if it were not applied."""

    path: tuple[str, ...]
    """From the revision, excluded, over what each names, to the one that is kept."""
    reasons: tuple[Reason, ...]
    """Why that one stays."""


class NoWaist(Struct, frozen=True):
    """It could be removed, but only by leaving more bases than before; `--deep` would take it."""

    waist: str | None
    """The next place above it where the history could be cut; None: its lines never come together again."""
    held_by: str | None
    """What must stay below that place."""
    reasons: tuple[Reason, ...]
    """Why that one stays."""


Reason = Removable | IsHead | NobodyStamped | NoStampSet | StampedAt | NotApplied | Spared | NeededStays | NoWaist


class Explanation:
    """Answers for single revisions of one plan."""

    def __init__(self, fleet: Fleet, cutter: Cutter, cut: Cut) -> None:
        self._fleet = fleet
        self._history = fleet.history
        self._cutter = cutter
        self._cut = cut
        self._heads = frozenset(self._history.heads())
        self._applied = fleet.everywhere()

    def reasons(self, revision_id: str) -> tuple[Reason, ...]:
        """Why the revision goes (exactly one reason, `Removable`) or stays (one or more). Raises KeyError."""
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
        """The nearest ancestor that is kept for its own reason, and the way there."""
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
        """What keeps the next waist above from being a place to cut: first in its own piece, then in those that the
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

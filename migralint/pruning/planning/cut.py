"""Which revisions can be removed: the definitions, as sets; knows nothing about files."""

from __future__ import annotations

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from functools import cached_property

from msgspec import Struct

from migralint.history.history import History
from migralint.pruning.planning.cut_points import CutPoints
from migralint.pruning.planning.labels import move_labels
from migralint.pruning.planning.options import PruneOptions


class Cut(Struct, frozen=True):
    """A set of revisions that can be removed together."""

    removed: frozenset[str]
    """Contains all ancestors, over both edge sets, of its members."""
    label_moves: Mapping[str, str]
    """Removed revision with labels, to the kept one that receives them."""
    spared: Mapping[str, str]
    """Every revision that an option or a label keeps, to the reason, as the end of a sentence ("because …")."""
    closed: frozenset[str]
    """P: the largest removable set if several bases were allowed; with `deep` the same as `removed`."""


class Cutter:
    """Computes cuts of one acyclic history; values that do not depend on environments are computed once."""

    def __init__(self, history: History, options: PruneOptions) -> None:
        """Raises KeyError if `options` names a revision that the history does not have."""
        self._history = history
        self._options = options
        self._heads = frozenset(history.heads())
        self._spared = spared_by_options(history, options)

    def take(self, applied: AbstractSet[str]) -> Cut:
        """The cut for `applied`, P0: the revisions that every database has applied and none is stamped at."""
        cut = self._settle_labels(applied, self._spared)
        if self._options.keep and cut.removed:
            margin = self._margin(cut.removed)
            cut = self._settle_labels(applied, {**margin, **self._spared})
        return cut

    def _settle_labels(self, applied: AbstractSet[str], spared: Mapping[str, str]) -> Cut:
        """Keep revisions whose labels cannot move, and compute the cut again, until nothing changes."""
        kept = dict(spared)
        while True:
            closed = largest_closed(self._history, applied - self._heads - kept.keys())
            removed = closed if self._options.deep else self._cut_points.largest_cut(closed)
            if self._options.squash:
                return Cut(removed, {}, kept, closed)  # the squash receives the labels
            labels = move_labels(self._history, removed)
            if not labels.stuck:
                return Cut(removed, labels.moves, kept, closed)
            for node, why in labels.stuck.items():
                names = ", ".join(self._history.revisions[node].branch_labels)
                kept[node] = f"its branch label {names} cannot move: {why}"

    def _margin(self, removed: AbstractSet[str]) -> dict[str, str]:
        """The revisions that `keep` keeps: the ancestors of the new bases, up to that number of steps away."""
        history = self._history
        margin: dict[str, str] = {}
        frontier = new_bases(history, removed)
        for step in range(1, self._options.keep + 1):
            if not frontier:
                break
            following: list[str] = []
            for node in frontier:
                for needed in (*history.parents(node), *history.dependencies(node)):
                    if needed not in margin:
                        margin[needed] = f"--keep {self._options.keep}: it is {step} below the new base"
                        following.append(needed)
            frontier = following
        return margin

    @cached_property
    def _cut_points(self) -> CutPoints:
        return CutPoints(self._history)

    @property
    def cut_points(self) -> CutPoints:
        """The cut points of the history."""
        return self._cut_points


def largest_closed(history: History, allowed: AbstractSet[str]) -> frozenset[str]:
    """The largest subset of `allowed` that contains all ancestors, over both edge sets, of its members."""
    closed: set[str] = set()
    for node in history.order:
        if (
            node in allowed
            and closed.issuperset(history.parents(node))
            and closed.issuperset(history.dependencies(node))
        ):
            closed.add(node)
    return frozenset(closed)


def new_bases(history: History, removed: AbstractSet[str]) -> list[str]:
    """The kept revisions that lose all of their parents, in load order."""
    touched = {child for node in removed for child in history.children(node) if child not in removed}
    bases = [node for node in touched if removed >= set(history.parents(node))]
    return sorted(bases, key=history.place.__getitem__)


def spared_by_options(history: History, options: PruneOptions) -> dict[str, str]:
    """The revisions that `until`, `keep_since` and `spared` keep, each with the reason.

    Raises KeyError if `until` is neither an id nor a label of the history.
    """
    spared = {node: why for node, why in options.spared.items() if node in history}
    if options.keep_since is not None:
        for node, revision in history.revisions.items():
            if revision.create_date is None:
                spared.setdefault(node, f"--keep-since {options.keep_since}: its Create Date cannot be read")
            elif revision.create_date.date() >= options.keep_since:
                spared.setdefault(
                    node, f"--keep-since {options.keep_since}: it was created on {revision.create_date.date()}"
                )
    if options.until is not None:
        limit = history.resolve(options.until)
        if limit is None:
            raise KeyError(options.until)
        below = history.ancestors([limit])
        for node in history.revisions:
            if node not in below:
                spared.setdefault(node, f"--until {options.until}: it is not an ancestor of it")
    return spared

"""The places at which a history can be cut so that one base stays one base: the waists of its pieces."""

from __future__ import annotations

from collections.abc import Set as AbstractSet

from migralint.history.history import History


class CutPoints:
    """For each piece its waists, oldest first, and for every revision the first waist of which it is a strict ancestor.

    The waists of a piece form a chain and their sets of strict ancestors grow along it, so a cut of the piece is a
    number: the index of its waist. Built once for a history, used for many cuts.
    """

    def __init__(self, history: History) -> None:
        self._history = history
        self._piece_of: dict[str, int] = {}
        self._height: dict[str, int] = {}
        self._waists: list[tuple[str, ...]] = []
        self._levels: list[list[list[str]]] = []
        for number, piece in enumerate(history.pieces()):
            waists = history.waists(piece)
            self._waists.append(waists)
            levels = [self._climb(waist, height) for height, waist in enumerate(waists, 1)]
            self._levels.append(levels)
            self._piece_of.update(dict.fromkeys(piece, number))

    def waist_above(self, revision_id: str) -> str | None:
        """The oldest waist of which the revision is a strict ancestor over down_revision; None if there is none."""
        height = self._height.get(revision_id)
        return None if height is None else self._waists[self._piece_of[revision_id]][height - 1]

    def largest_cut(self, allowed: AbstractSet[str]) -> frozenset[str]:
        """The largest set that in each piece consists of the strict ancestors of one waist, or is empty, is a subset of
        `allowed`, and contains all ancestors over both edge sets of its members.

        There is exactly one, since the union of two such sets is such a set. `allowed` contains all ancestors of its
        members. Linear: every revision leaves the set at most once.
        """
        limits = [self._lowest_refused(levels, allowed) for levels in self._levels]
        chosen = {
            node
            for levels, limit in zip(self._levels, limits, strict=True)
            for level in levels[:limit]
            for node in level
        }
        todo = [node for node in chosen if not chosen.issuperset(self._history.dependencies(node))]
        while todo:
            node = todo.pop()
            if node not in chosen:
                continue
            piece = self._piece_of[node]
            height = self._height[node] - 1
            dropped = [other for level in self._levels[piece][height : limits[piece]] for other in level]
            limits[piece] = height
            chosen.difference_update(dropped)
            for other in dropped:
                todo += [user for user in self._history.dependents(other) if user in chosen]
        return frozenset(chosen)

    def _climb(self, waist: str, height: int) -> list[str]:
        """The strict ancestors of `waist`, without those of the next older waist."""
        level: list[str] = []
        todo = [waist]
        while todo:
            for parent in self._history.parents(todo.pop()):
                if parent not in self._height:
                    self._height[parent] = height
                    level.append(parent)
                    todo.append(parent)
        return level

    @staticmethod
    def _lowest_refused(levels: list[list[str]], allowed: AbstractSet[str]) -> int:
        for height, level in enumerate(levels):
            if not allowed >= set(level):
                return height
        return len(levels)

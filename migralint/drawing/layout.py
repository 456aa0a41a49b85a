"""Gives every row its lanes: pure, O(rows x lanes + edges)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from msgspec import Struct

from migralint.drawing.row import RowKind

CUT_AFTER = 40
"""A lane that would only pass by for that many rows is not drawn; marks say where it leads on."""


class Item(Struct, frozen=True):
    """What gets one row: a node, a run of nodes, or a line across."""

    kind: RowKind
    ids: tuple[str, ...]
    """From the top down. Those of a gap or break have no lane here."""

    @property
    def has_node(self) -> bool:
        """Whether something is in a lane."""
        return self.kind not in ("gap", "break")


class Place(Struct, frozen=True):
    """Where an item stands, and the lanes around it (see `Row`)."""

    lane: int
    passing: tuple[int, ...]
    lanes_in: tuple[int, ...] = ()
    lanes_out: tuple[int, ...] = ()
    above: bool = False
    below: bool = False
    down: tuple[str, ...] = ()
    """Parents to which no lane leads from here."""
    up: tuple[str, ...] = ()
    """Children from which no lane leads here, from the top down."""


def lay_out(
    items: Sequence[Item],
    parents: Mapping[str, Sequence[str]],
    rank: Mapping[str, int],
    *,
    most_lanes: int | None = None,
    cut_after: int | None = CUT_AFTER,
) -> list[Place]:
    """Place items whose order is given, every one above its parents.

    A node takes the leftmost lane that waits for it; its parent with the smallest `rank` takes over that lane, others
    get the leftmost free lane to the right, or join one that waits for them already. A lane is not drawn where it would
    pass more than `cut_after` rows, leave the picture, or take more than `most_lanes` (at least 2) lanes; None: no
    limit.
    """
    lanes = _Lanes(items, parents, most_lanes, cut_after)
    return [lanes.place(index, item, rank) for index, item in enumerate(items)]


class _Lanes:
    def __init__(
        self,
        items: Sequence[Item],
        parents: Mapping[str, Sequence[str]],
        most_lanes: int | None,
        cut_after: int | None,
    ) -> None:
        self._row = {item.ids[0]: index for index, item in enumerate(items) if item.has_node}
        self._parents = parents
        self._waits: list[str | None] = []
        """By lane, the node it leads to; None: free."""
        self._waiting: dict[str, list[int]] = {}
        """By node, the lanes that lead to it."""
        self._cut: dict[str, list[str]] = {}
        """By parent, the children whose lane to it is not drawn."""
        self._limit = most_lanes - 1 if most_lanes is not None else None
        """The lane in which a node may stand, but through which no line passes: there always is a place."""
        self._cut_after = cut_after

    def place(self, index: int, item: Item, rank: Mapping[str, int]) -> Place:
        if not item.has_node:
            return Place(-1, self._occupied())
        node, last = item.ids[0], item.ids[-1]
        own, lanes_in = self._arrive(node)
        above = own is not None
        lane = own if own is not None else self._free(0)
        taken = {lane, *lanes_in}
        down = []
        below = False
        lanes_out = []
        passing = self._occupied()
        parents = self._parents[last]
        for parent in sorted(parents, key=rank.__getitem__) if len(parents) > 1 else parents:
            row = self._row.get(parent)
            too_far = row is None or (self._cut_after is not None and row - index - 1 > self._cut_after)
            way = None if too_far else self._way(parent, lane, taken, first=not below)
            if way is None:
                down.append(parent)
                self._cut.setdefault(parent, []).append(last)
                continue
            if way == lane:
                below = True
            else:
                lanes_out.append(way)
        return Place(
            lane,
            passing,
            lanes_in,
            tuple(sorted(lanes_out)),
            above,
            below,
            tuple(down),
            tuple(self._cut.pop(node, ())),
        )

    def _arrive(self, node: str) -> tuple[int | None, tuple[int, ...]]:
        """The node's lane, if one leads to it, and the further ones that end here; all become free."""
        ending = sorted(self._waiting.pop(node, ()))
        for lane in ending:
            self._waits[lane] = None
        while self._waits and self._waits[-1] is None:
            self._waits.pop()
        return (ending[0], tuple(ending[1:])) if ending else (None, ())

    def _way(self, parent: str, own: int, taken: set[int], *, first: bool) -> int | None:
        """The lane that leads on to a parent; None: there is none left."""
        if not first and parent in self._waiting:
            return self._waiting[parent][0]
        lane = own if first else self._free(own + 1, taken)
        if self._limit is not None and lane >= self._limit:
            return None
        self._waits.extend([None] * (lane + 1 - len(self._waits)))
        self._waits[lane] = parent
        self._waiting.setdefault(parent, []).append(lane)
        taken.add(lane)
        return lane

    def _free(self, start: int, taken: Sequence[int] | set[int] = ()) -> int:
        for lane in range(start, len(self._waits)):
            if self._waits[lane] is None and lane not in taken:
                return lane
        lane = max(start, len(self._waits))
        while lane in taken:
            lane += 1
        return lane

    def _occupied(self) -> tuple[int, ...]:
        return tuple([lane for lane, node in enumerate(self._waits) if node is not None])

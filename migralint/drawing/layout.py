"""Gives every row its lanes: pure, O(rows x lanes + edges)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from msgspec import Struct

from migralint.drawing.row import RowKind

CUT_AFTER = 40
"""A lane that would pass more rows than this without touching a node is not drawn; marks name both of its ends."""


class Item(Struct, frozen=True):
    """The content of one row: a node, a run of nodes, or a line across."""

    kind: RowKind
    ids: tuple[str, ...]
    """From top to bottom. The nodes of a gap or break have no lane in this row."""

    @property
    def has_node(self) -> bool:
        """Whether the row has a node in a lane."""
        return self.kind not in ("gap", "break")


class Place(Struct, frozen=True):
    """The lane of an item, and the lanes around it (see `Row`)."""

    lane: int
    passing: tuple[int, ...]
    lanes_in: tuple[int, ...] = ()
    lanes_out: tuple[int, ...] = ()
    above: bool = False
    below: bool = False
    down: tuple[str, ...] = ()
    """Parents whose lane from here is not drawn."""
    up: tuple[str, ...] = ()
    """Children whose lane to here is not drawn, from top to bottom."""


def lay_out(
    items: Sequence[Item],
    parents: Mapping[str, Sequence[str]],
    rank: Mapping[str, int],
    *,
    most_lanes: int | None = None,
    cut_after: int | None = CUT_AFTER,
) -> list[Place]:
    """Assign lanes to items in the given order, in which every item is above its parents.

    A node takes the leftmost lane that waits for it. Its parent with the smallest `rank` continues in that lane; the
    other parents take the leftmost free lane to the right, or a lane that already waits for them. A lane is not drawn
    if it would pass more than `cut_after` rows, leave the picture, or need more than `most_lanes` (at least 2) lanes;
    None: no limit.
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
        """By lane, the node to which it leads; None: the lane is free."""
        self._waiting: dict[str, list[int]] = {}
        """By node, the lanes that lead to it."""
        self._cut: dict[str, list[str]] = {}
        """By parent, the children whose lane to it is not drawn."""
        self._limit = most_lanes - 1 if most_lanes is not None else None
        """The last lane: it is kept for nodes, and no line passes through it, so that every node finds a lane."""
        self._cut_after = cut_after

    def place(self, index: int, item: Item, rank: Mapping[str, int]) -> Place:
        if not item.has_node:
            return Place(-1, self._occupied())
        node, last = item.ids[0], item.ids[-1]
        own, lanes_in = self._arrive(node)
        above = own is not None
        lane = own if own is not None else self._free(0)
        touched = {lane, *lanes_in}
        down = []
        below = False
        lanes_out = []
        passing = self._occupied()
        parents = self._parents[last]
        for parent in sorted(parents, key=rank.__getitem__) if len(parents) > 1 else parents:
            row = self._row.get(parent)
            too_far = row is None or (self._cut_after is not None and row - index - 1 > self._cut_after)
            way = None if too_far else self._way(parent, lane, touched, first=not below)
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
        """Return the lane of the node, if one leads to it, and the other lanes that end in it; free all of them."""
        ending = sorted(self._waiting.pop(node, ()))
        for lane in ending:
            self._waits[lane] = None
        while self._waits and self._waits[-1] is None:
            self._waits.pop()
        return (ending[0], tuple(ending[1:])) if ending else (None, ())

    def _way(self, parent: str, own: int, touched: set[int], *, first: bool) -> int | None:
        """Return the lane that leads to a parent; None: no lane is left."""
        if not first and parent in self._waiting:
            return self._waiting[parent][0]
        lane = own if first else self._free(own + 1, touched)
        if self._limit is not None and lane >= self._limit:
            return None
        self._waits.extend([None] * (lane + 1 - len(self._waits)))
        self._waits[lane] = parent
        self._waiting.setdefault(parent, []).append(lane)
        touched.add(lane)
        return lane

    def _free(self, start: int, touched: Sequence[int] | set[int] = ()) -> int:
        for lane in range(start, len(self._waits)):
            if self._waits[lane] is None and lane not in touched:
                return lane
        lane = max(start, len(self._waits))
        while lane in touched:
            lane += 1
        return lane

    def _occupied(self) -> tuple[int, ...]:
        return tuple([lane for lane, node in enumerate(self._waits) if node is not None])

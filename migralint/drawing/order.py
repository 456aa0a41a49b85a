"""The order of a picture's rows: from the heads down, every revision above its parents, lines kept together; linear."""

from __future__ import annotations

from datetime import UTC

from migralint.drawing.edges import DrawnEdges, longest_paths
from migralint.history.history import History
from migralint.history.revision import Revision


def ranks(history: History, edges: DrawnEdges) -> dict[str, int]:
    """Return the rank of each node: the longest path first, then the newer Create Date, then load order."""
    length = longest_paths(edges)
    place = {node: index for index, node in enumerate(edges.parents)}
    revisions = history.revisions
    age = {node: -_seconds(revisions[node]) if node in revisions else 0.0 for node in place}
    order = sorted(place, key=lambda node: (-length[node], age[node], place[node]))
    return {node: rank for rank, node in enumerate(order)}


def drawing_order(edges: DrawnEdges, rank: dict[str, int]) -> tuple[str, ...]:
    """Return the nodes in an order in which every node is above its parents.

    Follow one line down as far as possible, and the side of a merge before its trunk. Where another line joins, insert
    that line from its head, so that a branch is just above the point where it begins.
    """
    waiting = {node: len(children) for node, children in edges.children.items()}
    heads = sorted((node for node, count in waiting.items() if not count), key=rank.__getitem__)
    climb = _Climb(edges, rank, waiting)
    order: list[str] = []
    for head in heads:
        if head in climb.placed:
            continue
        ready = [head]
        blocked: list[str] = []
        while ready:
            node = ready.pop()
            order.append(node)
            climb.placed.add(node)
            free: list[str] = []
            for parent in edges.parents[node]:
                waiting[parent] -= 1
                (blocked if waiting[parent] else free).append(parent)
            if len(free) > 1:
                free.sort(key=rank.__getitem__)
            ready += free
            if ready:
                continue
            while blocked and not waiting[blocked[-1]]:
                blocked.pop()
            if blocked:
                ready.append(climb.to_head(blocked[-1]))
    return tuple(order)


class _Climb:
    """Finds a head above a node whose children are not all placed; each child is visited once."""

    def __init__(self, edges: DrawnEdges, rank: dict[str, int], waiting: dict[str, int]) -> None:
        self.placed: set[str] = set()
        self._edges = edges
        self._rank = rank
        self._waiting = waiting
        self._children: dict[str, list[str]] = {}

    def to_head(self, node: str) -> str:
        while self._waiting[node]:
            left = self._children.get(node)
            if left is None:
                left = sorted(self._edges.children[node], key=self._rank.__getitem__, reverse=True)
                self._children[node] = left
            while left[-1] in self.placed:
                left.pop()
            node = left[-1]
        return node


def _seconds(revision: Revision) -> float:
    moment = revision.create_date
    if moment is None:
        return float("-inf")
    return (moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC)).timestamp()

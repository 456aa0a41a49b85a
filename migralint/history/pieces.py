"""The weakly connected parts of a history over down_revision, and their waists."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from migralint.history.edges import Adjacency, Edges


def find_pieces(edges: Edges) -> tuple[frozenset[str], ...]:
    """The weakly connected parts over down_revision, by the load order of their first revisions."""
    seen: set[str] = set()
    pieces: list[frozenset[str]] = []
    for start in edges.revisions:
        if start in seen:
            continue
        piece = {start}
        todo = [start]
        while todo:
            node = todo.pop()
            for neighbour in (*edges.parents[node], *edges.children[node]):
                if neighbour not in piece:
                    piece.add(neighbour)
                    todo.append(neighbour)
        seen |= piece
        pieces.append(frozenset(piece))
    return tuple(pieces)


def find_waists(edges: Edges, piece: Collection[str]) -> tuple[str, ...]:
    """The revisions of which every other one of the piece is an ancestor or a descendant, oldest first.

    If a revision is the only one ready when a topological sort reaches it, all following ones are its descendants; the
    same in the other direction gives its ancestors. Both counts must add up to the whole piece. Linear.
    """
    ahead = _sole_ready(piece, edges.parents, edges.children)
    behind = _sole_ready(piece, edges.children, edges.parents)
    others = len(piece) - 1
    return tuple(node for node, place in ahead.items() if node in behind and place + behind[node] == others)


def _sole_ready(piece: Iterable[str], before: Adjacency, after: Adjacency) -> dict[str, int]:
    """For each revision that was the only one ready, the number of revisions placed before it; in the order of the
    sort."""
    waiting = {node: len(before[node]) for node in piece}
    ready = [node for node, count in waiting.items() if not count]
    alone: dict[str, int] = {}
    for place, node in enumerate(ready):
        if place == len(ready) - 1:
            alone[node] = place
        for follower in after[node]:
            waiting[follower] -= 1
            if not waiting[follower]:
                ready.append(follower)
    return alone

"""The edges of a picture: down_revision, without edges that close a cycle, with nodes for missing names."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypeAlias

from msgspec import Struct

from migralint.history.history import History

Neighbours: TypeAlias = dict[str, tuple[str, ...]]


class DrawnEdges(Struct, frozen=True):
    """An acyclic graph of all nodes of a picture. Every node is a key of `parents` and of `children`."""

    parents: Neighbours
    children: Neighbours
    missing: frozenset[str]
    """The nodes that are only named as parents: no file has them."""
    upward: Neighbours
    """By revision, those of its parents that are also its descendants (or itself): no lane can lead down to them."""


def drawn_edges(history: History) -> DrawnEdges:
    """Return the edges of any history, also of a broken one; nodes in load order, missing ones last."""
    parents: Neighbours = {node: history.parents(node) for node in history.revisions}
    missing: dict[str, None] = {}
    for node, name in history.missing_parents:
        missing[name] = None
        parents[node] = (*parents[node], name) if name not in parents[node] else parents[node]
    parents |= dict.fromkeys(missing, ())
    upward = _upward(parents)
    for node, closing in upward.items():
        parents[node] = tuple(parent for parent in parents[node] if parent not in closing)
    return DrawnEdges(parents, _reversed(parents), frozenset(missing), upward)


def longest_paths(edges: DrawnEdges) -> dict[str, int]:
    """Return for each node the length of its longest path down to a node without parents; in linear time."""
    waiting = {node: len(parents) for node, parents in edges.parents.items()}
    ready = [node for node, count in waiting.items() if not count]
    length = dict.fromkeys(ready, 0)
    for node in ready:  # the list grows during the loop
        steps = length[node] + 1
        for child in edges.children[node]:
            if length.get(child, 0) < steps:
                length[child] = steps
            waiting[child] -= 1
            if not waiting[child]:
                ready.append(child)
    return length


def _reversed(parents: Mapping[str, Sequence[str]]) -> Neighbours:
    children: dict[str, list[str]] = {node: [] for node in parents}
    for node, above in parents.items():
        for parent in above:
            children[parent].append(node)
    return {node: tuple(below) for node, below in children.items()}


def _upward(parents: Neighbours) -> Neighbours:
    """Return, by node, the parent edges whose removal leaves no cycle; one walk in load order finds them."""
    closing: dict[str, list[str]] = {}
    done: set[str] = set()
    for start in parents:
        if start in done:
            continue
        path = [(start, iter(parents[start]))]
        on_path = {start}
        while path:
            node, rest = path[-1]
            for parent in rest:
                if parent in on_path:
                    closing.setdefault(node, []).append(parent)
                elif parent not in done:
                    path.append((parent, iter(parents[parent])))
                    on_path.add(parent)
                    break
            else:
                path.pop()
                on_path.discard(node)
                done.add(node)
    return {node: tuple(ancestors) for node, ancestors in closing.items()}

"""Cycles of a history, through networkx; also those that Alembic does not detect."""

from __future__ import annotations

import networkx as nx

from migralint.history.edges import Edges
from migralint.history.graph import build_graph


def find_cycles(edges: Edges, suspects: set[str]) -> tuple[tuple[str, ...], ...]:
    """One shortest-known cycle per strongly connected group, each from parent to child, starting at its first revision
    in load order; the groups in load order.

    `suspects` are the revisions that a topological sort could not place: every cycle lies among them. A revision that
    names itself is a cycle of one. One cycle per group, not all cycles: their number can be exponential, and fixing one
    edge per cycle reveals the remaining ones.
    """
    graph = build_graph(edges).subgraph(suspects)
    place = {node: index for index, node in enumerate(edges.revisions)}
    cycles: list[tuple[str, ...]] = []
    for group in nx.strongly_connected_components(graph):
        first = min(group, key=place.__getitem__)
        if len(group) == 1 and not graph.has_edge(first, first):
            continue
        walked = nx.find_cycle(graph.subgraph(group), source=first)
        members = [source for source, *_ in walked]
        start = members.index(min(members, key=place.__getitem__))
        cycles.append((*members[start:], *members[:start]))
    return tuple(sorted(cycles, key=lambda cycle: place[cycle[0]]))

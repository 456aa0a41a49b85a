"""The history as a networkx graph, for algorithms that networkx has."""

from __future__ import annotations

from typing import Any

import networkx as nx

from migralint.history.edges import Edges


def build_graph(edges: Edges) -> Any:
    """A `networkx.DiGraph` from parent to child over both edge sets.

    Nodes are ids in load order; every edge has a `kind`, "down_revision" or "depends_on" (down_revision if both).
    """
    graph = nx.DiGraph()
    graph.add_nodes_from(edges.revisions)
    for node, dependencies in edges.dependencies.items():
        graph.add_edges_from(((dependency, node) for dependency in dependencies), kind="depends_on")
    for node, parents in edges.parents.items():
        graph.add_edges_from(((parent, node) for parent in parents), kind="down_revision")
    return graph

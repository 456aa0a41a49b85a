"""Branch labels as Alembic spreads them from the revision that carries them."""

from __future__ import annotations

from migralint.history.edges import Edges


def spread_labels(edges: Edges, order: tuple[str, ...]) -> dict[str, frozenset[str]]:
    """The labels of every revision; a revision without any is not in the result.

    Down: to all descendants over down_revision. Up: from the newest descendant towards the base as long as there is
    neither a merge point nor a branch point, dependents counted (`RevisionMap._add_branches`). So a label gets above
    its carrier only where the carrier and all its descendants are one line. `order` is the topological order.
    """
    spread: dict[str, frozenset[str]] = {}
    if not edges.labels:
        return spread
    for node in order:
        labels = frozenset(edges.revisions[node].branch_labels)
        for parent in edges.parents[node]:
            above = spread.get(parent)
            if above and not above <= labels:
                labels = labels | above if labels else above
        if labels:
            spread[node] = labels
    for head in edges.revisions:
        if not edges.children[head]:
            _spread_upwards(edges, head, spread)
    return spread


def _spread_upwards(edges: Edges, head: str, spread: dict[str, frozenset[str]]) -> None:
    """Give the labels carried on the line that ends at `head` to the whole line."""
    labels: frozenset[str] | None = None
    node = head
    while _is_on_a_line(edges, node):
        if labels is not None:
            spread[node] = labels
        elif edges.revisions[node].branch_labels:
            labels = spread[node]  # the lowest carrier has inherited what the others on the line carry
        parents = edges.parents[node]
        if not parents:
            return
        node = parents[0]


def _is_on_a_line(edges: Edges, node: str) -> bool:
    followers = {*edges.children[node], *edges.dependents[node]}
    return len(followers) < 2 and len(edges.revisions[node].down_revision) < 2

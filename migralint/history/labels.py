"""Branch labels as Alembic spreads them from the revision that carries them."""

from __future__ import annotations

from migralint.history.edges import Edges


class SpreadLabels:
    """The labels of every revision, as integers with one bit for each label: every revision may have all of them.

    Down: to all descendants over down_revision. Up: from the newest descendant towards the base as long as there is
    neither a merge point nor a branch point, dependents counted (`RevisionMap._add_branches`). So a label gets above
    its carrier only where the carrier and all its descendants are one line.
    """

    def __init__(self, edges: Edges, order: tuple[str, ...]) -> None:
        """`order` is the topological order."""
        self._names = tuple(dict.fromkeys(label for r in edges.revisions.values() for label in r.branch_labels))
        self._spread: dict[str, int] = {}
        if not edges.labels:
            return
        bits = {label: 1 << bit for bit, label in enumerate(self._names)}
        for node in order:
            labels = 0
            for label in edges.revisions[node].branch_labels:
                labels |= bits[label]
            for parent in edges.parents[node]:
                labels |= self._spread.get(parent, 0)
            if labels:
                self._spread[node] = labels
        for head in edges.revisions:
            if not edges.children[head]:
                self._spread_upwards(edges, head)

    def of(self, node: str) -> frozenset[str]:
        """The labels of one revision."""
        labels = self._spread.get(node, 0)
        if not labels:
            return frozenset()
        digits = bin(labels)[:1:-1]
        return frozenset(name for name, digit in zip(self._names, digits, strict=False) if digit == "1")

    def _spread_upwards(self, edges: Edges, head: str) -> None:
        """Give the labels on the line that ends at `head` to every revision of the line."""
        labels: int | None = None
        node = head
        while _is_on_a_line(edges, node):
            if labels is not None:
                self._spread[node] = labels
            elif edges.revisions[node].branch_labels:
                # The lowest carrier has inherited the labels of the others on the line; above a cycle nothing spreads.
                labels = self._spread.get(node, 0)
            parents = edges.parents[node]
            if not parents:
                return
            node = parents[0]


def _is_on_a_line(edges: Edges, node: str) -> bool:
    followers = {*edges.children[node], *edges.dependents[node]}
    return len(followers) < 2 and len(edges.revisions[node].down_revision) < 2

"""Ancestor sets as integers, one bit per revision: unions and intersections of many stamp sets at once."""

from __future__ import annotations

from collections.abc import Iterable

from migralint.history.edges import Edges


class Ancestry:
    """All ancestors of every revision over down_revision and depends_on.

    Bit i stands for the i-th revision in topological order, so the sets of old revisions are small integers: 20,000
    revisions in one line take 25 MB.
    """

    def __init__(self, edges: Edges, order: tuple[str, ...]) -> None:
        """`order` is the topological order of an acyclic history."""
        self._order = order
        self._bit = {node: bit for bit, node in enumerate(order)}
        strict: dict[str, int] = {}
        for node in order:
            above = 0
            for needed in (*edges.parents[node], *edges.dependencies[node]):
                above |= strict[needed] | 1 << self._bit[needed]
            strict[node] = above
        self._strict = strict

    @property
    def everything(self) -> int:
        """The set of all revisions."""
        return (1 << len(self._order)) - 1

    def strict(self, node: str) -> int:
        """The ancestors of a revision, without itself."""
        return self._strict[node]

    def with_self(self, nodes: Iterable[str]) -> int:
        """The given revisions and all their ancestors."""
        union = 0
        for node in nodes:
            union |= self._strict[node] | 1 << self._bit[node]
        return union

    def bits(self, nodes: Iterable[str]) -> int:
        """The set of just these revisions."""
        union = 0
        for node in nodes:
            union |= 1 << self._bit[node]
        return union

    def is_ancestor(self, node: str, of: str) -> bool:
        """Whether `node` is a strict ancestor of `of`."""
        return bool(self._strict[of] >> self._bit[node] & 1)

    def nodes(self, bits: int) -> list[str]:
        """The members of a set, ancestors first."""
        if not bits:
            return []
        # A binary text is read in one pass; testing bit by bit would copy the integer once per revision.
        digits = f"{bits:b}"
        last = len(digits) - 1
        return [self._order[last - place] for place in range(last, -1, -1) if digits[place] == "1"]

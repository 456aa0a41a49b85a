"""Where the branch labels of removed revisions move, and which of them cannot move."""

from __future__ import annotations

from collections.abc import Mapping
from collections.abc import Set as AbstractSet

from msgspec import Struct

from migralint.history.history import History


class LabelMoves(Struct, frozen=True):
    """The new carriers of the labels that a cut would remove."""

    moves: Mapping[str, str]
    """Removed revision with labels, to the kept one that receives them."""
    stuck: Mapping[str, str]
    """Removed revision whose labels cannot move to the reason, as the end of a sentence."""


def move_labels(history: History, cut: AbstractSet[str]) -> LabelMoves:
    """Find a new carrier for every label that `cut` removes.

    A label moves to the one minimal kept descendant over down_revision, if there is exactly one and it becomes a true
    base, with no parent and no dependency left. In any other place the label would cover other revisions, or
    `depends_on` on it would have another meaning.
    """
    carriers = [node for node in cut if history.revisions[node].branch_labels]
    moves: dict[str, str] = {}
    stuck: dict[str, str] = {}
    if carriers:
        above = _first_kept(history, cut)
        for carrier in carriers:
            heirs = _minimal(history, above[carrier])
            if len(heirs) != 1:
                stuck[carrier] = f"it would have to move to {len(heirs)} revisions at once: {', '.join(heirs)}"
                continue
            heir = heirs[0]
            left = [n for n in (*history.parents(heir), *history.dependencies(heir)) if n not in cut]
            if left:
                stuck[carrier] = f"{heir}, which would take it over, still needs {', '.join(left)}"
            else:
                moves[carrier] = heir
    return LabelMoves(moves, stuck)


def _first_kept(history: History, cut: AbstractSet[str]) -> dict[str, frozenset[str]]:
    """For every removed revision the kept ones that a path over removed ones reaches first."""
    above: dict[str, frozenset[str]] = {}
    for node in reversed(history.order):
        if node in cut:
            reached: frozenset[str] = frozenset()
            for child in history.children(node):
                more = above[child] if child in cut else frozenset((child,))
                reached = more if not reached or reached <= more else reached | more
            above[node] = reached
    return above


def _minimal(history: History, nodes: frozenset[str]) -> list[str]:
    if len(nodes) < 2:
        return list(nodes)
    return [
        node
        for node in sorted(nodes, key=history.place.__getitem__)
        if not nodes & history.ancestors([node], with_dependencies=False)
    ]

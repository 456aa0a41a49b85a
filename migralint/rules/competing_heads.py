"""The heads of a piece that no branch label distinguishes: `upgrade head` and `alembic revision` fail on them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from migralint.findings.history_context import HistoryContext
from migralint.history.history import History


def competing_heads(subject: HistoryContext) -> Iterator[list[str]]:
    """Yield, for each piece with more heads than the settings allow, the heads without a label of their own.

    Nothing if a file that could not be placed may join them.
    """
    if subject.unplaced:
        return
    history = subject.history
    lost_parents = {
        parent for same_id in history.duplicates.values() for revision in same_id for parent in revision.down_revision
    }
    piece_of = {revision: number for number, piece in enumerate(history.pieces()) for revision in piece}
    heads_of: dict[int, list[str]] = {}
    for head in history.heads():
        if head not in lost_parents:
            heads_of.setdefault(piece_of[head], []).append(head)
    for heads in heads_of.values():
        unlabelled = without_own_label(history, heads)
        if len(unlabelled) > subject.allowed_heads:
            yield unlabelled


def without_own_label(history: History, heads: Sequence[str]) -> list[str]:
    """The `heads` without a label of their own: they have none, or only labels that others of them have too."""
    labels = {head: history.branch_labels(head) for head in heads}
    carriers: dict[str, int] = {}
    for carried in labels.values():
        for label in carried:
            carriers[label] = carriers.get(label, 0) + 1
    return [head for head in heads if all(carriers[label] > 1 for label in labels[head])]

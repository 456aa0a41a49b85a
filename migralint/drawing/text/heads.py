"""The part of a history between several heads and their common ancestor."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec.structs import replace
from msgspec.structs import replace as with_fields

from migralint.drawing.picture import draw
from migralint.drawing.row import Row
from migralint.history.history import History
from migralint.history.revision import Revision

MOST = 24
"""The maximum number of rows."""
_HEADS = 12
"""The number of heads that are drawn; further heads are omitted."""


def heads_part(history: History, heads: Sequence[str]) -> tuple[Row, ...]:
    """Return the rows from the heads down to their newest common ancestors, at most 24; the last row counts the rest.

    Only this part is laid out: it is small, however long the history is. Empty if there are fewer than two heads.
    """
    known = [head for head in heads if head in history][:_HEADS]
    if len(known) < 2:
        return ()
    lines = [history.ancestors([head], with_dependencies=False) | {head} for head in known]
    common = frozenset.intersection(*lines)
    apart = frozenset.union(*lines) - common
    joints = {parent for node in apart for parent in history.parents(node) if parent in common}
    part = History(
        _within(revision, apart) for node, revision in history.revisions.items() if node in apart or node in joints
    )
    rows = [_with_true_marks(row, history) for row in draw(part).rows]
    if len(rows) <= MOST:
        return tuple(rows)
    kept, left_out = rows[: MOST - 1], rows[MOST - 1 :]
    ids = tuple(node for row in left_out for node in row.revisions or (row.revision,))
    passing = (*kept[-1].passing, *kept[-1].lanes_out, *([kept[-1].lane] if kept[-1].below else []))
    return (*kept, Row("gap", -1, passing=tuple(sorted({*passing})), revisions=ids))


def _within(revision: Revision, apart: frozenset[str]) -> Revision:
    """Remove the parents of a common ancestor: nothing below it is drawn."""
    return revision if revision.id in apart else with_fields(revision, down_revision=(), depends_on=())


def _with_true_marks(row: Row, history: History) -> Row:
    marks = tuple(
        mark for mark in row.marks if mark.kind != "base" or not history.revisions[row.revision].down_revision
    )
    return replace(row, marks=marks) if len(marks) < len(row.marks) else row

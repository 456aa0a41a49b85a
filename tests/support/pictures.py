"""Pictures as text, and read back: which edges the lanes of a picture's rows draw."""

from __future__ import annotations

import re
from collections.abc import Sequence

from migralint.drawing.facts import Facts
from migralint.drawing.picture import View, draw
from migralint.drawing.row import Row
from migralint.drawing.text.tree import Screen, row_lines
from migralint.history.history import History
from tests.support.notation import parse_history


def drawn(history: History | str, view: View | None = None, facts: Facts | None = None, columns: int = 80) -> str:
    """The rows in ASCII, marks one blank from the rest; `history` may be written in a line of text."""
    history = parse_history(history) if isinstance(history, str) else history
    picture = draw(history, facts, view)
    lines = row_lines(picture.rows, picture.lanes, Screen(columns, ascii=True))
    text = ("".join(text for text, _ in texts).rstrip() for texts in lines)
    return "\n" + "\n".join(re.sub(r"(?<=\w) {2,}", "  ", line) for line in text) + "\n"


def drawn_edges_of(rows: Sequence[Row]) -> set[tuple[str, str]]:
    """Follow the lanes from row to row: every (child, parent) that a line connects.

    AssertionError where two lines would share a column, or a line ends or begins nowhere.
    """
    lanes: dict[int, set[str]] = {}
    edges: set[tuple[str, str]] = set()
    for row in rows:
        ending = ([row.lane] if row.above else []) + list(row.lanes_in)
        assert len(set(ending)) == len(ending)
        for lane in ending:
            edges |= {(child, row.revision) for child in lanes.pop(lane)}
        assert set(row.passing) == set(lanes)
        if row.lane < 0:
            continue
        assert row.lane not in lanes
        last = row.revisions[-1] if row.revisions else row.revision
        assert row.lane not in row.lanes_out and not set(row.lanes_in) & set(row.lanes_out)
        for lane in row.lanes_out:
            if lane in row.passing:
                lanes[lane].add(last)
            else:
                lanes[lane] = {last}
        if row.below:
            lanes[row.lane] = {last}
    assert not lanes
    return edges


def edges_in_words(rows: Sequence[Row], kind: str) -> set[tuple[str, str]]:
    """Every (child, parent) that marks tell of instead: `down`, `cycle` at the child, `up` at the parent."""
    edges: set[tuple[str, str]] = set()
    for row in rows:
        last = row.revisions[-1] if row.revisions else row.revision
        for mark in row.marks:
            if mark.kind == kind:
                edges |= {(other, row.revision) if kind == "up" else (last, other) for other in mark.revisions}
    return edges

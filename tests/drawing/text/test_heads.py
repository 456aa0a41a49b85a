"""What is shown of several heads: from them down to where they went apart, of however long a history."""

from __future__ import annotations

import re
from collections.abc import Sequence

from migralint.drawing.row import lanes_of
from migralint.drawing.text.heads import MOST, heads_part
from migralint.drawing.text.tree import Screen, row_lines
from migralint.history.history import History
from migralint.history.revision import Revision
from tests.support.notation import parse_history
from tests.support.pictures import drawn_edges_of


def shown(history: History | str, heads: Sequence[str]) -> str:
    history = parse_history(history) if isinstance(history, str) else history
    rows = heads_part(history, heads)
    lines = ("".join(text for text, _ in texts).rstrip() for texts in row_lines(rows, lanes_of(rows), Screen(80, True)))
    return "\n" + "\n".join(re.sub(r"(?<=\w) {2,}", "  ", line) for line in lines) + "\n"


def test_down_to_the_fork() -> None:
    text = "a <- b <- c <- d; b <- x <- y; b <- other <- more"
    assert (
        shown(text, ["d", "y"])
        == """
*    d  head
*    c
| *  y  head
| *  x
*-'  b  fork
"""
    )


def test_what_is_drawn_does_not_grow_with_what_lies_below() -> None:
    line = [Revision(f"r{number}", (f"r{number - 1}",) if number else ()) for number in range(5000)]
    history = History([*line, Revision("x", ("r4999",)), Revision("y", ("r4999",))])
    assert [row.revision for row in heads_part(history, ["x", "y"])] == ["x", "y", "r4999"]
    assert "base" not in shown(history, ["x", "y"])


def test_heads_that_have_nothing_in_common() -> None:
    assert [row.revision for row in heads_part(parse_history("a <- b; m: b; m <- x; m <- y"), ["x", "y"])][-1] == "m"
    assert {row.revision for row in heads_part(parse_history("a <- b; x <- y"), ["b", "y"])} == {"a", "b", "x", "y"}


def test_long_parts_end_with_how_many_more_there_are() -> None:
    side = [Revision(f"s{number:02}", (f"s{number - 1:02}" if number else "a",), ("a",)) for number in range(40)]
    history = History([Revision("a"), *side, Revision("b", ("a",))])
    rows = heads_part(history, history.heads())
    assert len(rows) == MOST and rows[-1].kind == "gap"
    assert sum(len(row.revisions) or 1 for row in rows) == len(history)


def test_of_very_many_heads_the_first_ones_are_drawn() -> None:
    history = History([Revision("a"), *(Revision(f"h{number:02}", ("a",)) for number in range(60))])
    rows = heads_part(history, history.heads())
    assert [row.revision for row in rows] == [*(f"h{number:02}" for number in range(12)), "a"]


def test_one_head_or_an_unknown_one_is_no_picture() -> None:
    history = parse_history("a <- b; a: b; a <- c <- d")
    assert heads_part(history, ["d"]) == heads_part(history, ["gone", "d"]) == ()


def test_broken_histories_too() -> None:
    history = History(
        [Revision("a", ("b", "gone")), Revision("b", ("a",)), Revision("c", ("a",)), Revision("d", ("b",))]
    )
    rows = heads_part(history, ["c", "d"])
    assert {"c", "d"} <= {row.revision for row in rows}
    drawn_edges_of(rows)

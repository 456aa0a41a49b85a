"""The lines of a terminal: every one fits, nothing in a file can act on the terminal, colour is never alone."""

from __future__ import annotations

from datetime import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from migralint.drawing.facts import Facts
from migralint.drawing.picture import View, draw
from migralint.drawing.text.tree import Screen, most_lanes, tree_lines
from migralint.environments.environment import Environment, Stamps, StampSet
from migralint.findings.finding import Finding
from migralint.findings.problem import Problem
from migralint.findings.severity import Severity
from migralint.history.history import History
from migralint.history.revision import Revision
from migralint.source.visible import width
from tests.properties.test_drawing import ANY
from tests.support.histories import histories
from tests.support.notation import parse_history

HOSTILE = {
    "markup": "[bold]<b onload=x>&amp;[/bold] `x` %s {0}",
    "escapes": "\x1b[31mred\x1b[0m \x07\x9b2J\r\nnext",
    "right to left": "\u202eevil\u202c שלום مرحبا",
    "emoji": "🎉👩‍👩‍👧 e\u0301 ❤️",
    "10 kB": "x" * 10_000,
    "10 kB, wide": "漢" * 10_000,
    "nothing": "",
    "blanks": "   ",
    "a surrogate": "\udcff",
}


def lines(history: History, columns: int, *, facts: Facts | None = None, ascii: bool = False) -> list[str]:
    picture = draw(history, facts, View(most_lanes=most_lanes(columns)))
    return ["".join(text for text, _ in texts) for texts in tree_lines(picture, Screen(columns, ascii))]


@pytest.mark.parametrize("message", HOSTILE.values(), ids=HOSTILE)
@pytest.mark.parametrize("columns", [60, 80, 160])
def test_a_message_is_text_in_its_row(message: str, columns: int) -> None:
    history = History([Revision("a", (), message="first"), Revision("b", ("a",), message=message)])
    text = lines(history, columns)
    assert len(text) == 4
    assert all(line.isprintable() and width(line) <= columns for line in text)
    assert text[2].startswith("●    b") and text[2].rstrip().endswith("head")
    assert all(line.isascii() for line in lines(history, columns, ascii=True))


@settings(deadline=None)
@given(histories(max_size=20), st.integers(40, 120))
def test_no_line_is_wider_than_the_screen_and_no_mark_is_lost(revisions: tuple[Revision, ...], columns: int) -> None:
    names = {revision.id: f"environment {revision.id} with a longer name" for revision in revisions}
    environments = tuple(Environment(name, Stamps(), (StampSet(frozenset([node])),)) for node, name in names.items())
    text = lines(History(revisions), columns, facts=Facts(environments=environments))
    assert max(map(width, text)) <= columns
    words = " ".join(text).split()
    assert words.count("environment") >= len(names)
    assert sum(words.count(node) for node in names) >= 2 * len(names)


def test_a_message_over_all_the_room_has_no_blanks_behind_it() -> None:
    labels = tuple(f"label{number}" for number in range(4))
    history = History([Revision("r", message="A message that takes all the room that is left", branch_labels=labels)])
    assert [width(line) for line in lines(history, 40) if " r " in line] == [40]


@settings(deadline=None)
@given(ANY, st.integers(40, 200), st.booleans())
def test_wide_and_broken_histories_fit_too(revisions: tuple[Revision, ...], columns: int, ascii_only: bool) -> None:
    text = lines(History(revisions), columns, ascii=ascii_only)
    assert max(map(width, text)) <= columns
    assert all(line.isascii() for line in text) or not ascii_only


def test_a_long_word_breaks_rather_than_leaves() -> None:
    environment = Environment("e" * 200, Stamps(), (StampSet(frozenset(["a"])),))
    text = lines(parse_history("a"), 60, facts=Facts(environments=(environment,)))
    assert sum(line.count("e") for line in text[2:]) >= 200
    assert max(map(width, text)) <= 60


def test_a_word_with_hyphens_breaks_after_one() -> None:
    problem = Problem("x", None, ("a",))
    finding = Finding("ML210", "merge-with-operations", Severity.WARNING, problem)
    history = History([Revision("a", message="A message that takes all the room there is left of a row")])
    text = lines(history, 60, facts=Facts(findings=(finding,)))
    assert [line.split()[-1] for line in text if "operations" in line or "merge-" in line] == [
        "merge-with-",
        "operations",
    ]


def test_colour_says_nothing_that_signs_and_words_do_not() -> None:
    """Two lanes differ by column, a removable revision by its sign, a finding by its sign and code."""
    facts = Facts(removable=frozenset("ab"), floor=("c",))
    text = lines(parse_history("a <- b <- c <- d; c <- e"), 80, facts=facts)
    assert [line[:3].rstrip() for line in text[2:]] == ["●", "│ ●", "●─╯", "╌╌╌", "○", "○"]


def test_ids_stand_in_one_column_and_long_ones_are_cut_where_there_is_no_room() -> None:
    history = History([Revision("a" * 40), Revision("b", ("a" * 40,), message="m")])
    narrow, wide = lines(history, 80), lines(history, 160)
    assert f"{'a' * 11}…" in narrow[-1] and "a" * 12 not in narrow[-1]
    assert "a" * 31 in wide[-1]


def test_dates_stand_where_there_is_room_for_them() -> None:
    history = History([Revision("a", create_date=datetime(2024, 2, 14, 13, 20), message="m")])
    assert "2024-02-14" in lines(history, 100)[-1]
    assert "2024" not in lines(history, 80)[-1]


def test_what_no_row_can_show_is_said_below() -> None:
    environments = (
        Environment("old", Stamps(), (StampSet(frozenset(["gone"]), 3), StampSet(frozenset(), 1))),
        Environment("never", Stamps(), missing="it was never recorded"),
    )
    text = lines(parse_history("a"), 80, facts=Facts(environments=environments, unread=2))
    assert text[4:] == [
        "! old: 1 database without a stamp",
        "! old: 3 databases stamped at gone, which is not in the files",
        "! never: it was never recorded",
        "! 2 files could not be read and may hold revisions: see `migralint check`",
    ]

"""The report as people see it."""

from __future__ import annotations

import pytest
from msgspec.structs import replace
from syrupy.assertion import SnapshotAssertion

from migralint.findings.finding import Finding
from migralint.findings.problem import Problem
from migralint.findings.report import HistorySummary, Report
from migralint.findings.severity import Severity
from migralint.reporting.excerpt import excerpt
from migralint.reporting.findings.request import Request
from migralint.reporting.findings.summary import summary_line
from migralint.reporting.findings.text import text_lines
from migralint.reporting.paint import painted
from migralint.reporting.segments import line, plain, visible
from migralint.source.location import Location


def test_one_of_everything(request_of_everything: Request, snapshot: SnapshotAssertion) -> None:
    assert "\n".join(plain(text_lines(request_of_everything))) == snapshot


def test_counted_by_rule(request_of_everything: Request, snapshot: SnapshotAssertion) -> None:
    assert "\n".join(plain(text_lines(replace(request_of_everything, statistics=True)))) == snapshot


def test_colours_change_nothing_but_colours(request_of_everything: Request, snapshot: SnapshotAssertion) -> None:
    text = painted(text_lines(request_of_everything))
    assert text == snapshot
    assert "[red]add[/red]" in text and "[bold]plain[/bold]" in text


def test_nothing_from_a_file_reaches_the_terminal_raw(request_of_everything: Request) -> None:
    text = "\n".join(plain(text_lines(request_of_everything)))
    assert all(character.isprintable() or character == "\n" for character in text)


@pytest.mark.parametrize(
    ("raw", "shown"),
    [
        ("\x1b[31m", "\\x1b[31m"),
        ("a\nb", "a\\nb"),
        ("\u202eabc", "\\u202eabc"),
        ("\udce4", "\\udce4"),
        ("é 日本", "é 日本"),
    ],
)
def test_what_moves_the_cursor_is_shown_as_an_escape(raw: str, shown: str) -> None:
    assert visible(raw) == shown


@pytest.mark.parametrize(
    ("at", "source", "marked"),
    [
        (Location("x", 1, 5, 1, 8), "a = one", "^^^"),
        (Location("x", 1, 5), "a = one", "^^^"),  # no end: to the end of the line
        (Location("x", 1, 5, 3, 2), "a = (", "^"),
        (Location("x", 1, 2, 1, 3), "日本", "^^"),  # wide characters take two columns
        (Location("x", 1, 99), "a", "^"),  # the file changed in the meantime
    ],
)
def test_the_mark_stands_under_the_span(at: Location, source: str, marked: str) -> None:
    _, under = plain(excerpt(at, source, "red", gutter=1))
    assert under.partition("| ")[2].strip() == marked


def test_a_long_line_is_cut_around_the_span() -> None:
    source = "x" * 200 + "HERE" + "y" * 200
    shown, under = plain(excerpt(Location("x", 1, 201, 1, 205), source, "red", gutter=1))
    assert shown.index("HERE") == under.index("^^^^")
    assert len(shown) < 140 and shown.endswith("…") and "…x" in shown


def test_an_empty_line_has_no_excerpt() -> None:
    assert list(excerpt(Location("x", 1), "  ", "red", gutter=1)) == []


def summary(revisions: int, *findings: Finding, unread: int = 0, histories: int = 1) -> str:
    one = HistorySummary("/m", revisions, ("h",), ("b",), unread)
    return summary_line(Report((one,) * histories, findings))


def test_the_last_line_says_how_much_was_read() -> None:
    error = Finding("ML101", "x", Severity.ERROR, Problem("x"))
    warning = Finding("ML101", "x", Severity.WARNING, Problem("x"))
    assert summary(344, error, error, warning) == "344 revisions, 1 head, 1 base: 2 errors, 1 warning"
    assert summary(1) == "1 revision, 1 head, 1 base: nothing to report"
    assert summary(20_000, unread=2) == "20,000 revisions, 1 head, 1 base, 2 files unread: nothing to report"
    assert summary(3, histories=2) == "2 histories, 6 revisions, 2 heads, 2 bases: nothing to report"
    assert summary(3, replace(error, suppressed="inline")).endswith(": nothing to report (1 suppressed)")


def test_plain_lines_have_no_trailing_blanks() -> None:
    assert list(plain([line("a ", ("b ", "red"))])) == ["a b"]

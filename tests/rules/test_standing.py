"""Whether a database stamped so can be upgraded from the files that are here."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from migralint.environments.environment import StampSet
from migralint.findings.history_context import HistoryContext
from migralint.history.file import FileKind, RevisionFile
from migralint.rules.environment.standing import standing_of
from tests.support.drawn_environments import drawn_environments

DRAWN = "b2b2 <- c3c3, b2b2 <- d4d4; e5e5; d4d4 depends e5e5\n# pruned: a0a0 a1a1 (kept above: b2b2)\n"


@pytest.mark.parametrize(
    ("stamps", "kind", "fine"),
    [
        ("b2b2", "above-floor", True),
        ("c3c3 d4d4", "above-floor", True),
        ("a1a1", "stranded", False),
        ("e5e5", "stranded", False),  # b2b2 is still to run, and what it builds on is gone
        ("a1a1 c3c3", "stranded", False),
        ("c3c3 b2b2", "overlapping", False),
        ("d4d4 e5e5", "overlapping", False),  # by depends_on
        ("zzzz", "unknown", False),
        ("c3", "unknown", False),
        ("c3c3 zzzz", "unknown", False),
        ("", "unstamped", False),
    ],
)
def test_where_a_stamp_set_stands(stamps: str, kind: str, fine: bool) -> None:
    standing = standing_of(StampSet(frozenset(stamps.split())), drawn_environments(DRAWN + "[environments]\n"))
    assert (standing.kind, standing.is_fine) == (kind, fine)
    assert standing.message


def test_a_stranded_database_is_told_where_to_go() -> None:
    standing = standing_of(StampSet(frozenset({"a0a0"})), drawn_environments(DRAWN + "[environments]\n"))
    assert standing.help == "run `migralint rescue a0a0 --write DIR` and upgrade it from there to b2b2"


def test_a_line_that_was_never_begun_is_told_where_it_begins() -> None:
    standing = standing_of(StampSet(frozenset({"e5e5"})), drawn_environments(DRAWN + "[environments]\n"))
    assert standing.message.startswith("a1a1 was pruned on 2026-10-01 and never ran there")
    assert standing.help.startswith("run `migralint rescue a1a1 --write DIR` and upgrade it from there to b2b2")


def test_a_new_database_is_fine_until_something_is_pruned() -> None:
    standing = standing_of(StampSet(frozenset()), drawn_environments("a <- b\n[environments]\n"))
    assert (standing.kind, standing.is_fine) == ("unstamped", True)


def test_a_file_that_cannot_be_read_may_be_the_one() -> None:
    environments = drawn_environments("aaaa\n[environments]\n")
    hidden = HistoryContext(environments.history, (RevisionFile("/p/versions/bbbb.py", FileKind.UNREADABLE),))
    standing = standing_of(StampSet(frozenset({"bbbb"})), replace(environments, subject=hidden))
    assert "migralint check" in standing.help


def test_a_broken_history_does_not_break_the_answer() -> None:
    standing = standing_of(StampSet(frozenset({"a", "b"})), drawn_environments("a <- b <- a\n[environments]\n"))
    assert standing.kind == "above-floor"

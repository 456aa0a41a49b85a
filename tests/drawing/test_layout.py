"""Histories and their pictures, both in ASCII."""

from __future__ import annotations

from datetime import datetime

from migralint.drawing.facts import Facts
from migralint.drawing.picture import View, draw
from migralint.history.history import History
from migralint.history.revision import Revision
from tests.support.notation import parse_history
from tests.support.pictures import drawn


def test_the_trunk_is_straight_and_a_side_stands_just_above_its_fork() -> None:
    assert (
        drawn("a <- b <- c <- d <- m <- h; c <- x; m: x; b <- s <- t")
        == """
*    h  head
*-.  m  merge
| *  x
* |  d
*-'  c  fork
| *  t  head
| *  s
*-'  b  fork
*    a  base
"""
    )


def test_the_first_lane_is_the_longest_whatever_the_order_of_the_files() -> None:
    assert (
        drawn("a <- x; a <- b <- c")
        == drawn("a <- b <- c; a <- x")
        == """
*    c  head
*    b
| *  x  head
*-'  a  base  fork
"""
    )


def test_of_equals_the_newer_one_is_the_trunk_then_the_one_read_first() -> None:
    def with_dates(first: datetime | None, second: datetime | None) -> History:
        return History(
            [Revision("a"), Revision("x", ("a",), create_date=first), Revision("y", ("a",), create_date=second)]
        )

    assert (
        drawn(with_dates(datetime(2024, 1, 1), datetime(2025, 1, 1)))
        == """
*    y  head
| *  x  head
*-'  a  base  fork
"""
    )
    assert (
        drawn(with_dates(None, None))
        == """
*    x  head
| *  y  head
*-'  a  base  fork
"""
    )


def test_a_lane_that_is_crossed_keeps_its_line() -> None:
    assert (
        drawn("a <- b <- c <- d <- m; a <- x <- m; b <- y; b <- z; y <- n; n: z d")
        == """
*-.        m  head  merge
| *        x
| | *-+-.  n  head  merge
| | | | *  z
| | | * |  y
*-|-' | |  d  fork
* |   | |  c
*-|---+-'  b  fork
*-'        a  base  fork
"""
    )


def test_a_further_parent_joins_a_lane_that_waits_for_it_already() -> None:
    assert (
        drawn("a <- p <- q <- r <- m; a <- s; m: s; a <- n <- o; o: s; m <- top; top: o")
        == """
*-.    top  head  merge
| *-.  o  merge
| | *  n
*-+ |  m  merge
| * |  s  fork
* | |  r
* | |  q
* | |  p
*-+-'  a  base  fork
"""
    )


def test_pieces_follow_each_other() -> None:
    assert (
        drawn("a <- b; x <- y <- z")
        == """
*    z  head
*    y
*    x  base
*    b  head
*    a  base
"""
    )


def test_dependencies_are_marks() -> None:
    assert (
        drawn("a <- b; x depends b; x label side; y depends side")
        == """
*    b  head
*    a  base
*    x  head  base  label side  needs b
*    y  head  base  needs x
"""
    )


def test_four_that_nothing_marks_fold_three_do_not() -> None:
    assert (
        drawn("a <- b <- c <- d <- e <- f")
        == """
*    f  head
:       4 more in a line
*    a  base
"""
    )
    assert (
        drawn("a <- b <- c <- d <- e")
        == """
*    e  head
*    d
*    c
*    b
*    a  base
"""
    )


def test_a_fold_may_stand_beside_other_lanes() -> None:
    assert (
        drawn("a <- b <- c <- m; a <- p <- q <- r <- s <- t; m: t")
        == """
*-.  m  head  merge
| *  c
| *  b
: |     5 more in a line
*-'  a  base  fork
"""
    )


def test_a_lane_that_only_passes_by_is_cut_and_says_where_it_goes_on() -> None:
    history = parse_history("a <- b <- c <- d <- m; a <- x; m: x")
    assert (
        drawn(history, View(unfold=True, cut_after=1))
        == """
*-.  m  head  merge
| *  x  v continues at a
*    d
*    c
*    b
*    a  base  fork  ^ from x
"""
    )


def test_lanes_end_where_there_is_no_room_for_them() -> None:
    history = "a; " + "; ".join(f"a <- h{number}" for number in range(5))
    assert (
        drawn(history, View(most_lanes=3))
        == """
*      h0  head
| *    h1  head
| | *  h2  head  v continues at a
| | *  h3  head  v continues at a
| | *  h4  head  v continues at a
*-'    a  base  fork  ^ from h2, h3, h4
"""
    )


def test_a_missing_parent_is_drawn_as_missing_once() -> None:
    history = History([Revision("a", ("gone",)), Revision("b", ("gone",)), Revision("m", ("a", "b"))])
    assert (
        drawn(history)
        == """
*-.  m  head  merge
| *  b
* |  a
?-'  gone  ! missing: no file has this id
"""
    )


def test_a_cycle_is_opened_and_says_so() -> None:
    assert (
        drawn("a <- b <- c; a: c; c <- d")
        == """
*    a
| *  d  head
*-'  c  fork
*    b  ! cycle: its parent a is above it
"""
    )
    assert (
        drawn(History([Revision("a", ("a",)), Revision("b", ("a",))]))
        == """
*    b  head
*    a  fork  ! cycle: names itself as its parent
"""
    )


def test_an_id_of_two_files_has_one_row_that_says_so() -> None:
    assert (
        drawn(History([Revision("a"), Revision("b", ("a",)), Revision("b", ("a",))]))
        == """
*    b  head  ! id in 2 files
*    a  base
"""
    )


def test_above_what_nobody_needs_is_a_line() -> None:
    history = "a <- b <- c <- d <- e <- f <- g <- h"
    assert (
        drawn(history, facts=Facts(removable=frozenset("abcdef"), floor=("g",)), columns=72)
        == """
*    h  head
*    g  floor
----------- 6 files below no longer needed: migralint prune ------------
:       5 more in a line
o  a  base
"""
    )


def test_around_a_revision() -> None:
    line = " <- ".join(f"r{number:02}" for number in range(30))
    assert (
        drawn(line, View(around=("r15",), reach=2, unfold=True))
        == """
          12 more not shown
*    r17
*    r16
*    r15
*    r14
*    r13
          13 more not shown
"""
    )
    assert (
        drawn(line, View(around=("r15",), reach=1))
        == """
          1 more not shown
:         13 more in a line
*    r15
:         14 more in a line
          1 more not shown
"""
    )


def test_the_last_ones() -> None:
    assert (
        drawn("a <- b <- c <- m; a <- x; m: x", View(last=2))
        == """
*    m  head  merge  v continues at c
*    x
        3 more not shown
"""
    )


def test_twenty_thousand_lanes_are_not_looked_at_for_each_row() -> None:
    """A fork with very many children stays linear where lanes have an end."""
    history = History([Revision("a"), *(Revision(f"h{number}", ("a",)) for number in range(20_000))])
    assert draw(history, view=View(most_lanes=12)).lanes == 12

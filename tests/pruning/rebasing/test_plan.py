"""What moves where, on histories small enough to draw; the revisions of this branch are o…, p…, m…."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from migralint.history.history import History
from migralint.pruning.rebasing.databases import OldDatabase, old_databases
from migralint.pruning.rebasing.numbers import renumbered
from migralint.pruning.rebasing.own_graph import own_graph
from migralint.pruning.rebasing.plan import RebasePlan, plan_rebase
from migralint.pruning.rebasing.proof import broken_by
from migralint.source.errors import InputError
from tests.support.notation import parse_revisions


def rebased(drawn: str, *, inert: str = "", folders: Mapping[str, str] | None = None) -> RebasePlan:
    revisions = parse_revisions(drawn)
    own = [one for one in revisions if one.id[0] in "opm"]
    graph = own_graph(own, History(one for one in revisions if one not in own))
    plan = plan_rebase(
        graph, {one.id: (folders or {}).get(one.id, "versions") for one in revisions}, inert=set(inert.split())
    )
    if not plan.problems:
        assert list(broken_by(plan, plan.after)) == []
    return plan


def parents(plan: RebasePlan) -> dict[str, str]:
    return {one.id: " ".join(one.down_revision) for one in plan.became.values()}


@pytest.mark.parametrize(
    ("drawn", "after"),
    [
        ("a <- b, a <- o1 <- o2", {"o1": "b", "o2": "o1"}),
        ("a <- b <- o1", {"o1": "b"}),
        # Two lines of this branch become one, in their order.
        ("a <- b, a <- o1 <- o2, a <- o3", {"o1": "b", "o2": "o1", "o3": "o2"}),
        # What another one depends on comes first, wherever it stood.
        ("a <- b, a <- o1, a <- o2; o1 depends o2", {"o2": "b", "o1": "o2"}),
        # An earlier merge of the other branch into this one.
        ("a <- b <- c, a <- o1; m: o1 b; m <- o2", {"o1": "c", "m": "o1", "o2": "m"}),
        # Both made a first revision.
        ("a <- b; o1 <- o2", {"o1": "b", "o2": "o1"}),
        # The line without a label of its own is the trunk.
        ("a <- b, a <- c; c label plugin; a <- o1, c <- o2", {"o1": "b", "o2": "c"}),
        # A line that this branch begins, and its merge with the trunk.
        ("a <- b, a <- o1 <- o2; o1 label new; m: o2 a; m <- o3", {"o1": "a", "o2": "o1", "m": "b o2", "o3": "m"}),
    ],
)
def test_one_line_on_each_head(drawn: str, after: dict[str, str]) -> None:
    plan = rebased(drawn)
    assert plan.problems == ()
    assert parents(plan) == after


@pytest.mark.parametrize(
    ("drawn", "removed", "after"),
    [
        ("a <- b, a <- o1; m: o1 b", ("m",), {"o1": "b"}),
        ("a <- b, a <- o1; m: o1 b; m <- o2", ("m",), {"o1": "b", "o2": "o1"}),
        # The other branch has merged its two heads as well.
        ("a <- b <- d, a <- c; d: c; m: b c", ("m",), {}),
        # It is still needed: by a dependency, a label, or two heads.
        ("a <- b, a <- o1, a <- o2; m: o1 b; o2 depends m", (), {"o1": "b", "m": "o1", "o2": "m"}),
        ("a <- b, a <- c; m: b c", (), {"m": "b c"}),
    ],
)
def test_a_merge_that_does_nothing_is_removed_once_it_joins_nothing(
    drawn: str, removed: tuple[str, ...], after: dict[str, str]
) -> None:
    plan = rebased(drawn, inert="m")
    assert (plan.removed, parents(plan)) == (removed, after)


@pytest.mark.parametrize(
    ("drawn", "words"),
    [
        ("a <- b, a <- c, a <- o1", "it is unknown which of them it should follow"),
        ("a <- o1; o1 depends zzz", "o1 names zzz, which no file has"),
        ("a <- o1 <- o2; o1: o2", "o1 and o2 depend on each other in a cycle"),
        ("a <- b; b label x; a <- o1; o1 label x", "both branches use the branch label x"),
        ("a, b; a label x; b label y; o1", "several heads (a and b) that it could follow"),
    ],
)
def test_what_cannot_be_known_is_said(drawn: str, words: str) -> None:
    plan = rebased(drawn)
    assert words in plan.problems[0].message
    assert plan.became == {}


def test_the_first_revision_of_a_version_location_of_its_own_stays() -> None:
    plan = rebased("a <- b; o1 <- o2", folders={"o1": "plugin", "o2": "plugin"})
    assert (list(plan.lines.apart), plan.changes_anything) == (["o1"], False)


def test_numbers_go_on_where_the_other_branch_ends() -> None:
    drawn = parse_revisions("0001 <- 0002 <- 0003_more")
    own = parse_revisions("0002 <- 0003 <- 0004_mine; 0004_mine <- f00d")[1:]
    plan = renumbered(plan_rebase(own_graph(own, History(drawn)), {}))
    assert parents(plan) == {"0004": "0003_more", "0005_mine": "0004", "0006": "0005_mine"}
    with pytest.raises(InputError, match="not sequential numbers, such as a"):
        renumbered(rebased("a <- b, a <- o1"))


@pytest.mark.parametrize(
    ("drawn", "advice"),
    [
        ("a <- b, a <- o1 <- o2", [OldDatabase("o2", ("b",), ("a",), ("b",), "o2")]),
        ("a <- b <- o1", []),
        # One line of two: no row says that a database has run the second one alone.
        (
            "a <- b, a <- o1, a <- o2",
            [OldDatabase("o1", ("b",), ("a",), ("b",), "o1"), OldDatabase("o2", ("b",), ("a",), ("b",), None)],
        ),
        ("a <- b, a <- o1; m: o1 b", [OldDatabase("m", (), ("b",), ("b",), "o1")]),
    ],
)
def test_what_old_databases_have_to_do(drawn: str, advice: list[OldDatabase]) -> None:
    assert list(old_databases(rebased(drawn, inert="m"))) == advice

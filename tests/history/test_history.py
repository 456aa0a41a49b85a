"""The history answers as Alembic's words mean it."""

from __future__ import annotations

import networkx as nx
import pytest

from migralint.history.history import History
from migralint.history.revision import Revision
from migralint.history.upgrade import UpgradeRefused
from tests.support.histories import chains
from tests.support.notation import parse_history

#      b - d
#    /       \
#  a           m        x - y
#    \       /          y depends on c
#      c ---
DIAMOND = "a <- b <- d; a <- c; m: d c; x <- y; y depends c"


def test_bases_heads_branches_and_merges() -> None:
    history = parse_history(DIAMOND)
    assert history.bases() == ("a", "x")
    assert history.heads() == ("m", "y")
    assert history.branch_points() == ("a",)
    assert history.merge_points() == ("m",)


def test_the_two_edge_sets_are_kept_apart() -> None:
    history = parse_history(DIAMOND)
    assert history.parents("y") == ("x",)
    assert history.dependencies("y") == ("c",)
    assert history.children("c") == ("m",)
    assert history.dependents("c") == ("y",)


def test_ancestors_with_and_without_dependencies() -> None:
    history = parse_history(DIAMOND)
    assert history.ancestors(["y"]) == {"x", "c", "a"}
    assert history.ancestors(["y"], with_dependencies=False) == {"x"}
    assert history.descendants(["c"]) == {"m", "y"}
    assert history.descendants(["c"], with_dependencies=False) == {"m"}


def test_a_head_that_another_revision_depends_on_is_not_written_by_stamp_heads() -> None:
    history = parse_history("a <- b; x <- y; y depends b")
    assert history.heads() == ("b", "y")
    assert history.row_heads() == ("y",)


def test_pieces_are_connected_over_down_revision_alone() -> None:
    assert parse_history(DIAMOND).pieces() == (frozenset("abcdm"), frozenset("xy"))


def test_names_that_lead_nowhere_are_listed_and_left_out() -> None:
    history = parse_history("m: a; b depends gone")
    broken = History([*history.revisions.values(), Revision("c", ("a", "lost"))])
    assert broken.missing_parents == (("c", "lost"),)
    assert broken.missing_dependencies == (("b", "gone"),)
    assert broken.parents("c") == ("a",)
    assert "c" not in broken.bases()


def test_the_last_of_two_revisions_with_one_id_wins() -> None:
    first, second = Revision("b", ("a",), message="first"), Revision("b", (), message="second")
    history = History([Revision("a"), first, second])
    assert history.revisions["b"] is second
    assert history.parents("b") == ()
    assert dict(history.duplicates) == {"b": (first, second)}


def test_a_label_resolves_to_the_revision_that_carries_it() -> None:
    history = parse_history("a <- b <- c; b label accounts; x depends accounts")
    assert history.resolve("accounts") == "b"
    assert history.resolve("c") == "c"
    assert history.resolve("acc") is None
    assert history.dependencies("x") == ("b",)


def test_a_label_spreads_down_and_up_to_the_nearest_branch_point() -> None:
    #  a - p - q[label] - r
    #    \ z
    history = parse_history("a <- p <- q <- r; a <- z; q label accounts")
    labelled = {node for node in history.revisions if history.branch_labels(node)}
    assert labelled == {"p", "q", "r"}


@pytest.mark.parametrize(
    ("drawing", "cycles"),
    [
        ("a <- b <- c", ()),
        ("c <- b; b <- c", (("c", "b"),)),
        # reachable from a base and from a head: Alembic finds nothing wrong with it
        ("b: a c; b <- c; c <- d", (("c", "b"),)),
        ("a <- b; a depends b", (("a", "b"),)),
        ("s depends s", (("s",),)),
        ("a <- b; b <- a; x <- y; y <- x", (("a", "b"), ("x", "y"))),
    ],
)
def test_cycles(drawing: str, cycles: tuple[tuple[str, ...], ...]) -> None:
    found = parse_history(drawing).cycles()
    assert {frozenset(cycle) for cycle in found} == {frozenset(cycle) for cycle in cycles}
    assert len(found) == len(cycles)


def test_a_cycle_runs_from_parent_to_child_and_starts_at_its_first_revision() -> None:
    history = parse_history("a <- b <- c <- d; b depends d")
    assert history.cycles() == (("b", "c", "d"),)


def test_what_needs_an_acyclic_history_says_so() -> None:
    with pytest.raises(ValueError, match="cycle"):
        parse_history("a <- b; b <- a").upgrade_plan([])


def test_waists_of_a_diamond() -> None:
    history = parse_history("a <- b <- m <- n; a <- c <- m")
    assert history.waists(history.pieces()[0]) == ("a", "m", "n")


def test_a_revision_alone_when_a_sort_reaches_it_is_not_yet_a_waist() -> None:
    # a - x - b
    #   \ r /
    history = parse_history("a <- x <- b; a <- r <- b")
    assert history.waists(history.pieces()[0]) == ("a", "b")


def test_upgrade_replaces_the_row_of_a_dependency() -> None:
    plan = parse_history("a; b depends a").upgrade_plan(["a"])
    assert plan.steps == ("b",)
    assert plan.rows == {"b"}


def test_upgrade_to_one_revision_leaves_other_branches_alone() -> None:
    plan = parse_history("a <- b; a <- c <- d").upgrade_plan(["b"], ["c"])
    assert plan.steps == ("c",)
    assert plan.rows == {"b", "c"}


@pytest.mark.parametrize(
    ("stamps", "says"),
    [(["nowhere"], "no revision 'nowhere'"), (["a", "b"], "b overlaps with other requested revisions a")],
)
def test_upgrade_from_rows_alembic_refuses(stamps: list[str], says: str) -> None:
    with pytest.raises(UpgradeRefused, match=says):
        parse_history("a <- b <- c").upgrade_plan(stamps)


def test_a_merge_whose_parent_is_an_ancestor_of_another_parent_is_refused_where_alembic_dies() -> None:
    with pytest.raises(UpgradeRefused, match="loses count"):
        parse_history("a <- b; x; m: a b x").upgrade_plan([])


def test_deep_chains_need_no_recursion() -> None:
    history = History(chains(20_000))
    plan = history.upgrade_plan(["r000009"])
    assert plan.steps[0] == "r000010"
    assert len(plan.steps) == 19_990
    assert len(history.ancestors(history.heads())) == 19_999


def test_the_graph_says_what_kind_each_edge_is() -> None:
    graph = parse_history("a <- b; c depends b").graph
    assert nx.is_directed_acyclic_graph(graph)
    assert graph.edges["a", "b"]["kind"] == "down_revision"
    assert graph.edges["b", "c"]["kind"] == "depends_on"

"""The definitions of the cut against brute force, and its promise against Alembic."""

from __future__ import annotations

from itertools import combinations, product

from hypothesis import given, settings
from hypothesis import strategies as st

from migralint.environments.environment import Environment, Stamps, StampSet
from migralint.history.history import History
from migralint.history.revision import Revision
from migralint.pruning.planning.cut import Cutter
from migralint.pruning.planning.fleet import Fleet
from migralint.pruning.planning.options import PruneOptions
from migralint.pruning.planning.rewrites import revisions_after, rewrite_history
from tests.support.alembic_oracle import AlembicRefuses, Oracle
from tests.support.histories import histories, stamps
from tests.support.thorough import examples


def environments(*stamp_sets: frozenset[str]) -> list[Environment]:
    return [Environment(f"e{i}", Stamps(), (StampSet(rows),)) for i, rows in enumerate(stamp_sets)]


def applied_everywhere(history: History, stamp_sets: list[frozenset[str]]) -> frozenset[str]:
    fleet = Fleet(history, environments(*stamp_sets))
    return frozenset(history.ancestry.nodes(fleet.everywhere()))


@st.composite
def options(draw: st.DrawFn, revisions: tuple[Revision, ...]) -> PruneOptions:
    ids = [r.id for r in revisions]
    return PruneOptions(
        deep=draw(st.booleans()),
        until=draw(st.none() | st.sampled_from(ids)),
        keep=draw(st.integers(0, 2)),
        spared=dict.fromkeys(draw(st.lists(st.sampled_from(ids), max_size=1)), "the test says so"),
    )


@settings(max_examples=examples(50), deadline=None)
@given(st.data())
def test_every_upgrade_is_what_it_was(data: st.DataObject) -> None:
    revisions = data.draw(histories(max_size=14))
    before = Oracle(revisions)
    rows = data.draw(st.lists(stamps(revisions, before), min_size=1, max_size=3))
    history = History(revisions)
    applied = applied_everywhere(history, rows)
    cut = Cutter(history, data.draw(options(revisions))).take(applied)
    rewrites = rewrite_history(history, cut.removed, cut.label_moves)
    kept = revisions_after(history, cut.removed, rewrites)
    after = Oracle(kept)

    assert after.heads == before.heads
    assert {label for r in kept for label in r.branch_labels} == {label for r in revisions for label in r.branch_labels}
    for stamp_set, target in product(rows, ["heads", *(r.id for r in kept)]):
        try:
            expected = before.upgrade(stamp_set, target)
        except AlembicRefuses:
            continue  # there is nothing to keep
        assert after.upgrade(stamp_set, target) == expected


@settings(max_examples=examples(48), deadline=None)
@given(st.data())
def test_deep_takes_the_largest_closed_set(data: st.DataObject) -> None:
    revisions = data.draw(histories(max_size=8, labels=False))
    rows = data.draw(st.lists(stamps(revisions, Oracle(revisions)), min_size=1, max_size=3))
    history = History(revisions)
    expected: set[str] = set()
    for candidate in subsets([r.id for r in revisions if r.id not in history.heads()]):
        applied = all(candidate <= history.ancestors_with_self(stamp_set) - stamp_set for stamp_set in rows)
        if len(candidate) > len(expected) and applied and history.ancestors(candidate) <= candidate:
            expected = candidate
    cut = Cutter(history, PruneOptions(deep=True)).take(applied_everywhere(history, rows))
    assert cut.removed == expected


@settings(max_examples=examples(50), deadline=None)
@given(st.data())
def test_the_default_takes_the_largest_set_that_leaves_one_base_per_base(data: st.DataObject) -> None:
    revisions = data.draw(histories(max_size=10, labels=False))
    rows = data.draw(st.lists(stamps(revisions, Oracle(revisions)), min_size=1, max_size=3))
    history = History(revisions)
    allowed = Cutter(history, PruneOptions(deep=True)).take(applied_everywhere(history, rows)).removed
    choices = [
        [frozenset[str](), *(history.ancestors([waist], with_dependencies=False) for waist in waists(history, piece))]
        for piece in history.pieces()
    ]
    sets = {frozenset[str]().union(*choice) for choice in product(*choices)}
    fitting = [s for s in sets if s <= allowed and history.ancestors(s) <= s]
    largest = max(fitting, key=len)
    assert all(s <= largest for s in fitting), "there is one largest"
    assert Cutter(history, PruneOptions()).take(allowed).removed == largest


@settings(max_examples=examples(40), deadline=None)
@given(st.data())
def test_the_default_adds_no_base(data: st.DataObject) -> None:
    revisions = data.draw(histories(max_size=14))
    rows = data.draw(st.lists(stamps(revisions, Oracle(revisions)), min_size=1, max_size=2))
    history = History(revisions)
    cut = Cutter(history, PruneOptions()).take(applied_everywhere(history, rows))
    kept = History(revisions_after(history, cut.removed, rewrite_history(history, cut.removed, cut.label_moves)))
    assert len(kept.bases()) <= len(history.bases())
    assert len(kept.pieces()) == len(history.pieces())


def subsets(ids: list[str]) -> list[set[str]]:
    return [set(some) for size in range(len(ids) + 1) for some in combinations(ids, size)]


def waists(history: History, piece: frozenset[str]) -> list[str]:
    """By the definition, not by the algorithm under test."""
    return [
        node
        for node in piece
        if history.ancestors([node], with_dependencies=False)
        | history.descendants([node], with_dependencies=False)
        | {node}
        == piece
    ]

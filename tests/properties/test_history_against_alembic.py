"""Alembic is the authority: on random histories ours must say what it says."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from migralint.history.history import History
from migralint.history.revision import Revision
from migralint.history.upgrade import UpgradeRefused
from tests.support.alembic_oracle import AlembicRefuses, Oracle
from tests.support.histories import histories, stamps
from tests.support.thorough import examples


@settings(max_examples=examples(40), deadline=None)
@given(histories(max_size=18))
def test_heads_bases_and_labels(revisions: tuple[Revision, ...]) -> None:
    oracle, history = Oracle(revisions), History(revisions)
    assert history.heads() == oracle.heads
    assert history.row_heads() == oracle.row_heads
    assert history.bases() == oracle.bases
    assert {r.id: history.branch_labels(r.id) for r in revisions} == {
        r.id: oracle.branch_labels(r.id) for r in revisions
    }


@settings(max_examples=examples(40), deadline=None)
@given(histories(max_size=18))
def test_branch_and_merge_points(revisions: tuple[Revision, ...]) -> None:
    oracle, history = Oracle(revisions), History(revisions)
    scripts = [oracle.map.get_revision(r.id) for r in revisions]
    assert history.branch_points() == tuple(s.revision for s in scripts if s.is_branch_point)
    assert history.merge_points() == tuple(s.revision for s in scripts if s.is_merge_point)


@settings(max_examples=examples(60), deadline=None)
@given(st.data())
def test_upgrade_plan_order_and_rows(data: st.DataObject) -> None:
    revisions = data.draw(histories(max_size=18))
    oracle, history = Oracle(revisions), History(revisions)
    rows = data.draw(stamps(revisions, oracle))
    target = data.draw(st.sampled_from([None, *(r.id for r in revisions)]))
    try:
        expected = oracle.upgrade(rows, target or "heads")
    except AlembicRefuses as refusal:
        expected = refusal
    try:
        plan = history.upgrade_plan(rows, None if target is None else [target])
    except UpgradeRefused as refusal:
        assert isinstance(expected, AlembicRefuses), f"ours refuses: {refusal}; Alembic runs {expected}"
    else:
        assert (plan.steps, plan.rows) == expected


@settings(max_examples=examples(40), deadline=None)
@given(st.data())
def test_upgrade_plan_from_rows_nobody_upgraded_to(data: st.DataObject) -> None:
    revisions = data.draw(histories(max_size=10))
    oracle, history = Oracle(revisions), History(revisions)
    rows = frozenset(data.draw(st.lists(st.sampled_from([r.id for r in revisions]), max_size=3)))
    try:
        expected = oracle.upgrade(rows)
    except AlembicRefuses as refusal:
        expected = refusal
    try:
        plan = history.upgrade_plan(rows)
    except UpgradeRefused as refusal:
        assert isinstance(expected, AlembicRefuses), f"ours refuses: {refusal}; Alembic runs {expected}"
    else:
        assert (plan.steps, plan.rows) == expected


@settings(max_examples=examples(33), deadline=None)
@given(histories(max_size=14))
def test_ancestor_bits_agree_with_the_walk(revisions: tuple[Revision, ...]) -> None:
    history = History(revisions)
    ancestry = history.ancestry
    for revision in revisions:
        walked = history.ancestors([revision.id])
        assert set(ancestry.nodes(ancestry.strict(revision.id))) == walked
        assert walked == {
            node for node in history.revisions if node != revision.id and revision.id in history.descendants([node])
        }


@settings(max_examples=examples(40), deadline=None)
@given(histories(max_size=12))
def test_waists_are_the_revisions_comparable_with_their_whole_piece(revisions: tuple[Revision, ...]) -> None:
    history = History(revisions)
    for piece in history.pieces():
        expected = {
            node
            for node in piece
            if history.ancestors([node], with_dependencies=False)
            | history.descendants([node], with_dependencies=False)
            | {node}
            == piece
        }
        waists = history.waists(piece)
        assert set(waists) == expected
        for older, newer in pairwise(waists):
            assert older in history.ancestors([newer], with_dependencies=False)

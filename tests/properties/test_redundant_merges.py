"""Merges of a revision with its own ancestor: Alembic is asked which of them harm."""

from __future__ import annotations

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from migralint.findings.history_context import HistoryContext
from migralint.history.history import History
from migralint.history.revision import Revision
from migralint.rules.graph.redundant_parent import redundant_parent
from tests.support.alembic_oracle import AlembicRefuses, Oracle
from tests.support.thorough import examples


@st.composite
def pairs(draw: st.DrawFn) -> tuple[Revision, ...]:
    """Histories whose merges have two parents, and in which nothing has a dependency."""
    revisions = [Revision("r0")]
    for number in range(1, draw(st.integers(3, 8))):
        known = [one.id for one in revisions]
        parents = draw(st.lists(st.sampled_from(known), min_size=0, max_size=2, unique=True))
        revisions.append(Revision(f"r{number}", tuple(parents)))
    return tuple(revisions)


@settings(max_examples=examples(200), deadline=None)
@given(pairs(), st.data())
def test_two_parents_of_one_line_never_stop_an_upgrade(revisions: tuple[Revision, ...], data: st.DataObject) -> None:
    assume(any(redundant_parent(HistoryContext(History(revisions)))))
    oracle = Oracle(revisions)
    rows: frozenset[str] = frozenset()
    for target in data.draw(st.lists(st.sampled_from([one.id for one in revisions]), max_size=3)):
        rows = oracle.upgrade(rows, target)[1]
    assert oracle.upgrade(rows)[1] == set(oracle.row_heads)


def test_with_a_third_parent_one_does() -> None:
    revisions = (Revision("a"), Revision("b", ("a",)), Revision("c", ("a",)), Revision("d", ("a", "c", "b")))
    with pytest.raises(AlembicRefuses):
        Oracle(revisions).upgrade(frozenset({"b"}))

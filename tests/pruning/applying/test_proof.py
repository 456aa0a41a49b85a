"""Alembic, asked about a cut: the cuts FACTS measured as wrong are seen to be wrong."""

from __future__ import annotations

from migralint.history.revision import Revision
from migralint.pruning.applying.proof import AlembicView, broken_promises


def test_a_cut_below_every_stamp_keeps_its_promise() -> None:
    # a <- b <- c          b <- c
    before = AlembicView([Revision("a"), Revision("b", ("a",)), Revision("c", ("b",))])
    after = AlembicView([Revision("b"), Revision("c", ("b",))])
    assert broken_promises(before, after, [frozenset({"b"}), frozenset({"c"})], targets=("heads", "b", "c")) == []
    assert before.heads() == after.heads() == {"c"}


def test_a_member_without_its_ancestors_makes_an_applied_revision_run_again() -> None:
    # r0 <- r1;  r2 depends on r1;  r2 <- r3.  Removing r2 alone makes r1 look unapplied to a database at r3.
    r0, r1 = Revision("r0"), Revision("r1", ("r0",))
    before = AlembicView([r0, r1, Revision("r2", (), ("r1",)), Revision("r3", ("r2",))])
    after = AlembicView([r0, r1, Revision("r3")])
    (broken,) = broken_promises(before, after, [frozenset({"r3"})])
    assert broken.before.steps == ()
    assert broken.after.steps == ("r0", "r1")
    assert "runs nothing and leaves r3 before the cut, and runs r0, r1" in str(broken)


def test_a_stamp_on_a_removed_revision_breaks_the_promise() -> None:
    before = AlembicView([Revision("a"), Revision("b", ("a",)), Revision("c", ("b",))])
    after = AlembicView([Revision("c")])
    (broken,) = broken_promises(before, after, [frozenset({"b"})])
    assert "Can't locate" in broken.after.error or "No such revision" in broken.after.error


def test_a_dependency_is_represented_by_the_row_of_its_dependent() -> None:
    # x;  a <- b, b depends on x: what `stamp heads` writes is b alone.
    view = AlembicView([Revision("a"), Revision("x"), Revision("b", ("a",), ("x",))])
    assert view.heads() == {"b", "x"}
    assert view.row_heads() == {"b"}
    assert view.upgrade(frozenset()).rows == {"b"}

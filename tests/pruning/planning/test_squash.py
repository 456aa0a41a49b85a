"""One revision per piece takes the place of the removed ones, and no environment notices."""

from __future__ import annotations

from migralint.history.history import History
from migralint.history.revision import Revision
from migralint.pruning.applying.proof import AlembicView, broken_promises
from migralint.pruning.planning.squash import plan_squash
from tests.support.squash_plans import revisions_after_squash


def test_a_line_becomes_one_revision() -> None:
    #   a <- b <- c <- d       s <- c <- d
    history = History(
        [Revision("a"), Revision("b", ("a",), (), ("core",)), Revision("c", ("b",)), Revision("d", ("c",))]
    )
    plan = plan_squash(history, {"a", "b"})
    (squash,) = plan.squashes
    assert squash.members == ("a", "b")
    assert squash.revision.down_revision == ()
    assert squash.revision.branch_labels == ("core",)
    (rewrite,) = plan.rewrites
    assert (rewrite.before.id, rewrite.after.down_revision) == ("c", (squash.revision.id,))


def test_the_same_members_give_the_same_id() -> None:
    revisions = [Revision("a"), Revision("b", ("a",)), Revision("c", ("b",))]
    first = plan_squash(History(revisions), {"a", "b"}).squashes[0].revision.id
    assert plan_squash(History(reversed(revisions)), {"a", "b"}).squashes[0].revision.id == first


def test_a_dependency_on_another_piece_points_at_its_squash() -> None:
    # x1 <- x2 <- x3 and y1 depends on x2.  A database stamped {y1} has x1 and x2: the squash must not run there again.
    history = History([Revision("x1"), Revision("x2", ("x1",)), Revision("x3", ("x2",)), Revision("y1", (), ("x2",))])
    plan = plan_squash(history, {"x1"})
    (squash,) = plan.squashes
    before, after = AlembicView(history.revisions.values()), AlembicView(revisions_after_squash(history, plan))
    assert broken_promises(before, after, [frozenset({"y1"}), frozenset({"x3", "y1"})]) == []
    plan = plan_squash(history, {"x1", "x2"})
    (squash,) = plan.squashes
    rewritten = {rewrite.before.id: rewrite.after for rewrite in plan.rewrites}
    assert rewritten["y1"].depends_on == (squash.revision.id,)
    after = AlembicView(revisions_after_squash(history, plan))
    assert broken_promises(before, after, [frozenset({"y1"}), frozenset({"x3", "y1"})]) == []


def test_squashes_depend_on_each_other_as_their_members_did() -> None:
    # a1 <- a2 <- a3;  b1 <- b2 <- b3, b1 depends on a1
    history = History(
        [
            *(Revision("a1"), Revision("a2", ("a1",)), Revision("a3", ("a2",))),
            *(Revision("b1", (), ("a1",)), Revision("b2", ("b1",)), Revision("b3", ("b2",))),
        ]
    )
    plan = plan_squash(history, {"a1", "a2", "b1", "b2"})
    of_a, of_b = plan.squashes
    assert of_a.members == ("a1", "a2")
    assert of_b.revision.depends_on == (of_a.revision.id,)


def test_pieces_that_depend_on_each_other_cannot_be_squashed() -> None:
    # a1 <- a2 <- a3;  b1 <- b2 <- b3;  a2 depends on b1, b2 depends on a1
    history = History(
        [
            *(Revision("a1"), Revision("a2", ("a1",), ("b1",)), Revision("a3", ("a2",))),
            *(Revision("b1"), Revision("b2", ("b1",), ("a1",)), Revision("b3", ("b2",))),
        ]
    )
    plan = plan_squash(history, {"a1", "a2", "b1", "b2"})
    assert plan.squashes == ()
    assert {problem.revisions for problem in plan.problems} == {("a2", "b1"), ("b2", "a1")}


def test_a_dependency_that_the_squash_already_brings_is_dropped() -> None:
    # a <- b <- c, c depends on a as well: both names become the squash, which is named once.
    history = History([Revision("a"), Revision("b", ("a",)), Revision("c", ("b",), ("a",))])
    plan = plan_squash(history, {"a", "b"})
    (rewrite,) = plan.rewrites
    assert (len(rewrite.after.down_revision), rewrite.after.depends_on) == (1, ())

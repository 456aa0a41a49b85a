"""The squash of a cut, with dependencies across pieces, against Alembic."""

from __future__ import annotations

from itertools import product

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from migralint.history.history import History
from migralint.pruning.planning.cut import Cutter
from migralint.pruning.planning.fleet import Fleet
from migralint.pruning.planning.options import PruneOptions
from migralint.pruning.planning.squash import is_redundant, plan_squash
from tests.properties.test_cut import environments
from tests.support.alembic_oracle import AlembicRefuses, Oracle
from tests.support.histories import histories, stamps
from tests.support.squash_plans import revisions_after_squash
from tests.support.thorough import examples


@settings(max_examples=examples(40), deadline=None)
@given(st.data())
def test_every_upgrade_is_what_it_was(data: st.DataObject) -> None:
    revisions = data.draw(histories(max_size=14))
    before = Oracle(revisions)
    rows = data.draw(st.lists(stamps(revisions, before), min_size=1, max_size=3))
    history = History(revisions)
    everywhere = Fleet(history, environments(*rows)).everywhere()
    cut = Cutter(history, PruneOptions(squash=True)).take(frozenset(history.ancestry.nodes(everywhere)))
    assume(cut.removed)
    plan = plan_squash(history, cut.removed)
    if plan.problems:
        assert not plan.squashes
        return
    kept = revisions_after_squash(history, plan)
    after = Oracle(kept)

    assert after.heads == before.heads
    assert {label for r in kept for label in r.branch_labels} == {label for r in revisions for label in r.branch_labels}
    assert len(after.bases) <= len(before.bases)
    for stamp_set, target in product(rows, ["heads", *(r.id for r in kept if r.id in history)]):
        try:
            expected = before.upgrade(stamp_set, target)
        except AlembicRefuses:
            continue  # there is nothing to keep
        try:
            found = after.upgrade(stamp_set, target)
        except AlembicRefuses:
            found = None
        if found != expected:
            # Once a redundant dependency is gone, Alembic may plan otherwise, or die. `prune --apply` asks Alembic
            # itself for every kept target of such a history, and refuses.
            assert is_redundant(history)
    try:
        before.upgrade(frozenset())
    except AlembicRefuses:
        return  # Alembic dies on some redundant dependencies; so it may on the kept ones
    try:
        steps, at_heads = after.upgrade(frozenset())
    except AlembicRefuses:
        # It may die on those that stay, depending on the order. `prune --squash` runs this and then refuses.
        assert is_redundant(History(kept))
        return
    assert set(steps) == {r.id for r in kept}
    assert at_heads == frozenset(before.row_heads)

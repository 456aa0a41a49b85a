"""What the leverage table promises, carried out: upgrade the databases as it says, plan again, count."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from migralint.environments.environment import Environment, Stamps, StampSet
from migralint.history.history import History
from migralint.pruning.planning.cut import Cut, Cutter
from migralint.pruning.planning.fleet import Fleet
from migralint.pruning.planning.leverage import find_levers
from migralint.pruning.planning.options import PruneOptions
from tests.support.alembic_oracle import AlembicRefuses, Oracle
from tests.support.histories import histories, stamps
from tests.support.thorough import examples

Fleets = list[list[frozenset[str]]]


def plan(history: History, fleets: Fleets, deep: bool) -> tuple[Fleet, Cutter, Cut]:
    environments = [
        Environment(f"e{number}", Stamps(), tuple(StampSet(rows) for rows in stamp_sets))
        for number, stamp_sets in enumerate(fleets)
    ]
    fleet = Fleet(history, environments)
    cutter = Cutter(history, PruneOptions(deep=deep))
    return fleet, cutter, cutter.take(frozenset(history.ancestry.nodes(fleet.everywhere())))


@settings(max_examples=examples(100), deadline=None)
@given(st.data())
def test_upgrading_as_it_says_frees_as_many_as_it_says(data: st.DataObject) -> None:
    revisions = data.draw(histories(max_size=12))
    oracle, history = Oracle(revisions), History(revisions)
    one = st.lists(stamps(revisions, oracle), min_size=1, max_size=2)
    fleets = data.draw(st.lists(one, min_size=1, max_size=3))
    deep = data.draw(st.booleans())
    fleet, cutter, cut = plan(history, fleets, deep)
    levers = find_levers(fleet, cutter, cut)
    for lever in levers:
        assert lever.move_to
        moved = [list(stamp_sets) for stamp_sets in fleets]
        try:
            for name in lever.environments:
                at = int(name[1:])
                for target in lever.move_to:
                    moved[at] = [oracle.upgrade(rows, target)[1] for rows in moved[at]]
        except AlembicRefuses:
            continue
        _, _, after = plan(history, moved, deep)
        assert len(after.removed) - len(cut.removed) == lever.frees > 0


@settings(max_examples=examples(60), deadline=None)
@given(st.data())
def test_each_environment_that_holds_alone_is_listed_and_no_other(data: st.DataObject) -> None:
    revisions = data.draw(histories(max_size=12, labels=False))
    oracle, history = Oracle(revisions), History(revisions)
    fleets = data.draw(st.lists(st.lists(stamps(revisions, oracle), min_size=1, max_size=2), min_size=1, max_size=3))
    fleet, cutter, cut = plan(history, fleets, False)
    newest = frozenset(history.row_heads())
    expected = set()
    for number in range(len(fleets)):
        ahead = [[newest] if at == number else stamp_sets for at, stamp_sets in enumerate(fleets)]
        if len(plan(history, ahead, False)[2].removed) > len(cut.removed):
            expected.add((f"e{number}",))
    found = {lever.environments for lever in find_levers(fleet, cutter, cut)}
    assert {names for names in found if len(names) == 1} == expected
    assert not expected or found == expected

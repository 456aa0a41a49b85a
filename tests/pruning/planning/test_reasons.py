"""Every revision of a plan has a reason to go or to stay."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from migralint.environments.environment import Counts, Environment, Manifest, StampSet
from migralint.history.history import History
from migralint.pruning.planning.options import PruneOptions
from migralint.pruning.planning.plan import PrunePlan
from migralint.pruning.planning.reasons import (
    IsHead,
    NeededStays,
    NobodyStamped,
    NotApplied,
    NoWaist,
    Removable,
    Spared,
    StampedAt,
)
from tests.support.alembic_oracle import Oracle
from tests.support.histories import histories, stamps
from tests.support.prune_inputs import plan, plan_of
from tests.support.thorough import examples


def reasons(made: PrunePlan, revision: str) -> tuple[object, ...]:
    assert made.explanation is not None
    return made.explanation.reasons(revision)


def test_a_line() -> None:
    made = plan("a <- b <- c <- d", production="c", staging="b")
    assert reasons(made, "a") == (Removable(),)
    assert reasons(made, "b") == (StampedAt("staging", 1, 1),)
    only = StampSet(frozenset({"b"}))
    assert reasons(made, "c") == (StampedAt("production", 1, 1), NotApplied("staging", 1, 1, only))
    assert reasons(made, "d")[0] == IsHead()


def test_many_databases_are_counted() -> None:
    (reason,) = reasons(plan("a <- b <- c", tenants="a c"), "b")
    assert reason == NotApplied("tenants", 1, 2, StampSet(frozenset({"a"})))


def test_nothing_is_known_without_environments() -> None:
    assert reasons(plan("a <- b"), "a") == (NobodyStamped(),)


def test_options_and_labels_are_reasons() -> None:
    made = plan("a <- b <- c", PruneOptions(until="b"), production="c")
    assert reasons(made, "b") == (Spared("--until b: it is not an ancestor of it"),)
    made = plan("r <- a <- s; r <- b <- t; r label x", PruneOptions(deep=True), production="a+b")
    (reason,) = reasons(made, "r")
    assert isinstance(reason, Spared)
    assert reason.why == "its branch label x cannot move: it would have to move to 2 revisions at once: a, b"


def test_what_needs_a_revision_that_stays_says_which() -> None:
    # r2 depends on r1, which is a head
    made = plan("r0 <- r1; r2 <- r3 <- r4; r2 depends r1", PruneOptions(deep=True), production="r4")
    assert reasons(made, "r3") == (NeededStays(("r2", "r1"), (IsHead(),)),)


def test_what_would_leave_several_bases_says_where_the_next_cut_could_be() -> None:
    drawing = "a <- b <- d <- m <- n; a <- c <- e <- m"
    made = plan(drawing, production="d+e")
    (reason,) = reasons(made, "b")
    assert reason == NoWaist("m", "d", (StampedAt("production", 1, 1),))
    made = plan("a <- b <- d; a <- c <- e", production="d+e")
    assert reasons(made, "b") == (NoWaist(None, None, ()),)


@settings(max_examples=examples(60), deadline=None)
@given(st.data())
def test_goes_is_the_reason_of_what_goes_and_of_nothing_else(data: st.DataObject) -> None:
    revisions = data.draw(histories(max_size=12))
    oracle = Oracle(revisions)
    rows = data.draw(st.lists(stamps(revisions, oracle), max_size=3))
    environments = tuple(Environment(f"e{i}", Counts(), (StampSet(one),)) for i, one in enumerate(rows))
    options = PruneOptions(deep=data.draw(st.booleans()), keep=data.draw(st.integers(0, 1)))
    made = plan_of(History(revisions), Manifest("m.toml", environments), options)
    for revision in revisions:
        found = reasons(made, revision.id)
        assert found
        assert (revision.id in made.removed) == isinstance(found[0], Removable)


@settings(max_examples=examples(60), deadline=None)
@given(st.data())
def test_moving_an_environment_as_far_as_its_lever_says_frees_as_much_as_it_says(data: st.DataObject) -> None:
    revisions = data.draw(histories(max_size=14))
    oracle = Oracle(revisions)
    rows = data.draw(st.lists(stamps(revisions, oracle), min_size=1, max_size=3))
    options = PruneOptions(deep=data.draw(st.booleans()))
    history = History(revisions)

    def planned(rows: list[frozenset[str]]) -> PrunePlan:
        environments = tuple(Environment(f"e{i}", Counts(), (StampSet(one),)) for i, one in enumerate(rows))
        return plan_of(history, Manifest("m.toml", environments), options)

    made = planned(rows)
    for lever in made.levers:
        moved = list(rows)
        for number in (int(name[1:]) for name in lever.environments):
            applied = history.ancestors_with_self({*rows[number], *lever.move_to})
            moved[number] = frozenset(node for node in applied if not applied & history.descendants([node]))
        after = planned(moved)
        assert len(after.removed) >= len(made.removed) + lever.frees

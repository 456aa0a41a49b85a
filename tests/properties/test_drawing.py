"""Any history, a broken one too, is drawn whole: its lanes and marks are its edges, no more and no fewer."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from migralint.drawing.picture import View, draw
from migralint.drawing.row import Row
from migralint.history.history import History
from migralint.history.revision import Revision
from tests.support.histories import histories
from tests.support.pictures import drawn_edges_of, edges_in_words


@st.composite
def broken(draw: st.DrawFn) -> tuple[Revision, ...]:
    """Revisions that name anything: themselves, each other in circles, nothing that exists; ids may be repeated."""
    names = [f"r{number}" for number in range(draw(st.integers(1, 9)))]
    known = st.sampled_from([*names, "gone", "lost"])
    return tuple(
        Revision(
            draw(st.sampled_from(names)),
            tuple(draw(st.lists(known, max_size=3))),
            tuple(draw(st.lists(known, max_size=1))),
        )
        for _ in range(draw(st.integers(1, 9)))
    )


def wide(size: int) -> st.SearchStrategy[tuple[Revision, ...]]:
    """Many lines side by side: each revision follows any earlier ones."""
    numbers = [st.lists(st.integers(0, max(0, number - 1)), max_size=3, unique=True) for number in range(size)]
    return st.tuples(*numbers).map(
        lambda lists: tuple(
            Revision(f"r{number}", tuple(f"r{parent}" for parent in parents if parent < number))
            for number, parents in enumerate(lists)
        )
    )


ANY = st.one_of(histories(max_size=24), broken(), wide(18))
VIEWS = st.builds(
    View,
    unfold=st.booleans(),
    most_lanes=st.sampled_from([None, 2, 3, 5]),
    cut_after=st.sampled_from([None, 1, 4]),
)


def ids(rows: tuple[Row, ...]) -> list[str]:
    return [node for row in rows if row.kind != "break" for node in row.revisions or (row.revision,)]


@settings(deadline=None)
@given(ANY, VIEWS)
def test_every_revision_has_its_place_once(revisions: tuple[Revision, ...], view: View) -> None:
    history = History(revisions)
    picture = draw(history, view=view)
    missing = {name for _, name in history.missing_parents}
    assert sorted(ids(picture.rows)) == sorted({*history.revisions, *missing})
    assert {row.revision for row in picture.rows if row.kind == "missing"} == missing
    if view.unfold:
        assert len(picture.rows) == len(history) + len(missing)


@settings(deadline=None)
@given(ANY, VIEWS)
def test_children_stand_above_their_parents(revisions: tuple[Revision, ...], view: View) -> None:
    history = History(revisions)
    rows = draw(history, view=view).rows
    place = {node: number for number, node in enumerate(ids(rows))}
    upward = edges_in_words(rows, "cycle")
    for node in history.revisions:
        for parent in history.revisions[node].down_revision:
            assert place[node] < place[parent] or (node, parent) in upward
    if not any(node in history.ancestors([node], with_dependencies=False) for node in history.revisions):
        assert not upward


@settings(deadline=None)
@given(ANY, VIEWS)
def test_lanes_and_marks_are_the_edges_of_the_history(revisions: tuple[Revision, ...], view: View) -> None:
    history = History(revisions)
    rows = draw(history, view=view).rows
    all_edges = {(node, parent) for node, revision in history.revisions.items() for parent in revision.down_revision}
    inside = {pair for row in rows for pair in zip(row.revisions, row.revisions[1:], strict=False)}
    lanes, down, upward = drawn_edges_of(rows), edges_in_words(rows, "down"), edges_in_words(rows, "cycle")
    assert lanes | down | upward | inside == all_edges
    assert len(lanes) + len(down) + len(upward) + len(inside) == len(all_edges)
    assert edges_in_words(rows, "up") == down
    if view.most_lanes is None and view.cut_after is None:
        assert not down


@settings(deadline=None)
@given(ANY, st.sampled_from([2, 3, 5]))
def test_no_row_is_wider_than_there_is_room_for(revisions: tuple[Revision, ...], most: int) -> None:
    picture = draw(History(revisions), view=View(most_lanes=most))
    assert picture.lanes <= most


@settings(deadline=None)
@given(histories(max_size=24), st.data())
def test_the_order_does_not_depend_on_the_view_nor_a_window_on_more_than_its_rows(
    revisions: tuple[Revision, ...], data: st.DataObject
) -> None:
    history = History(revisions)
    unfolded = ids(draw(history, view=View(unfold=True)).rows)
    assert ids(draw(history).rows) == unfolded
    last = data.draw(st.integers(1, len(history)))
    window = draw(history, view=View(last=last, unfold=True)).rows
    assert [row.revision for row in window if row.kind == "revision"] == unfolded[:last]
    assert ids(window) == unfolded
    drawn_edges_of(window)


@settings(deadline=None)
@given(ANY)
def test_a_fold_is_a_straight_run_without_marks(revisions: tuple[Revision, ...]) -> None:
    history = History(revisions)
    for row in draw(history).rows:
        if row.kind == "fold":
            assert len(row.revisions) >= 4
            for node, parent in zip(row.revisions, (*row.revisions[1:], *row.parents), strict=True):
                assert history.revisions[node].down_revision == (parent,)
                assert len(history.children(node)) == 1
                assert not history.dependencies(node) and not history.revisions[node].branch_labels

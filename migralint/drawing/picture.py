"""Computes the rows of one picture from a history and the facts beside it; pure."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from msgspec import Struct

from migralint.drawing.edges import DrawnEdges, drawn_edges
from migralint.drawing.facts import Facts
from migralint.drawing.folding import as_items
from migralint.drawing.layout import CUT_AFTER, Item, Place, lay_out
from migralint.drawing.marks import Marks, collect_marks, cut_marks, notes
from migralint.drawing.order import drawing_order, ranks
from migralint.drawing.row import Mark, Picture, Row
from migralint.history.history import History

AROUND = 10
"""The number of rows on each side of the revisions that a window shows."""


class View(Struct, frozen=True):
    """Which part of a history is drawn, and how."""

    unfold: bool = False
    """Give every revision a row of its own."""
    last: int | None = None
    """The maximum number of revisions, from the heads down."""
    around: tuple[str, ...] = ()
    """Draw only the rows near these revisions."""
    reach: int = AROUND
    """The number of rows on each side of them."""
    only: frozenset[str] | None = None
    """Draw only these revisions."""
    most_lanes: int | None = None
    """The number of lanes that fit into a row, at least 2; None: any number."""
    cut_after: int | None = CUT_AFTER
    """A lane that passes more rows than this without touching a node is not drawn; None: all lanes are drawn."""


def draw(history: History, facts: Facts | None = None, view: View | None = None, *, name: str = "") -> Picture:
    """Draw any history, also a broken one; `name` is its script directory, for the first line.

    The order does not depend on the view. Every revision is in exactly one row, alone or in a fold or gap.
    """
    facts, view = facts or Facts(), view or View()
    edges = drawn_edges(history)
    rank = ranks(history, edges)
    order = drawing_order(edges, rank)
    marks = collect_marks(history, edges, facts)
    items = _items(order, edges, marks, facts, view)
    places = lay_out(items, edges.parents, rank, most_lanes=view.most_lanes, cut_after=view.cut_after)
    rows = _Rows(history, edges, rank, marks, facts)
    return Picture(
        script_directory=name,
        revisions=len(history),
        heads=history.heads(),
        bases=history.bases(),
        rows=tuple(
            [
                rows.row(item, place, _below(items, index))
                for index, (item, place) in enumerate(zip(items, places, strict=True))
            ]
        ),
        environments=len(facts.environments) if facts.environments is not None else None,
        databases=sum(one.databases for one in facts.environments or ()),
        notes=notes(history, facts),
    )


def _items(order: Sequence[str], edges: DrawnEdges, marks: Marks, facts: Facts, view: View) -> list[Item]:
    marked: Collection[str] = {*marks, *view.around}
    shown = view.only
    if view.last is not None:
        inside = order if shown is None else [node for node in order if node in shown]
        shown = frozenset(inside[: view.last])

    def group(among: frozenset[str] | None) -> list[Item]:
        return as_items(order, edges, marked=marked, removable=facts.removable, shown=among, fold=not view.unfold)

    items = group(shown)
    if not view.around:
        return items
    close: set[str] = set()
    for index, item in enumerate(items):
        if item.has_node and item.ids[0] in view.around:
            for near in items[max(0, index - view.reach) : index + view.reach + 1]:
                close.update(near.ids if near.has_node else ())
    return group(frozenset(close))


def _below(items: Sequence[Item], index: int) -> tuple[str, ...]:
    """Return the ids in the gap just below: a lane that ends there needs no mark."""
    following = next((item for item in items[index + 1 : index + 3] if item.kind != "break"), None)
    return following.ids if following is not None and following.kind == "gap" else ()


class _Rows:
    """Builds the rows, one after the other."""

    def __init__(self, history: History, edges: DrawnEdges, rank: dict[str, int], marks: Marks, facts: Facts) -> None:
        self._history = history
        self._revisions = history.revisions
        self._edges = edges
        self._rank = rank
        self._marks = marks
        self._removable = facts.removable
        self._why_removable = facts.why_removable
        self._kinds = facts.kinds
        self._authors = facts.authors

    def row(self, item: Item, place: Place, gap: tuple[str, ...]) -> Row:
        if not item.has_node:
            text = self._across(len(item.ids)) if item.kind == "break" else ""
            return Row(item.kind, -1, passing=place.passing, message=text, revisions=item.ids)
        first, last = item.ids[0], item.ids[-1]
        folded = item.kind == "fold"
        revision = self._revisions.get(first)
        return Row(
            item.kind,
            place.lane,
            first,
            place.passing,
            place.lanes_in,
            place.lanes_out,
            place.above,
            place.below,
            self._all_marks(first, place, gap),
            "" if folded or revision is None else revision.message,
            self._date(first),
            self._date(last) if folded else "",
            self._parents(last),
            () if folded or revision is None else self._history.dependencies(first),
            item.ids if folded else (),
            first in self._removable,
            "" if folded else self._kinds.get(first, ""),
            "" if folded else self._authors.get(first, ""),
        )

    def _across(self, number: int) -> str:
        files = "1 file" if number == 1 else f"{number:,} files"
        return f"{files} below {self._why_removable}"

    def _all_marks(self, node: str, place: Place, gap: tuple[str, ...]) -> tuple[Mark, ...]:
        marks = self._marks.get(node)
        if place.down or place.up:
            inside = frozenset(gap) if gap else frozenset()
            return (*(marks or ()), *cut_marks([name for name in place.down if name not in inside], place.up))
        return tuple(marks) if marks else ()

    def _parents(self, node: str) -> tuple[str, ...]:
        parents = self._edges.parents[node]
        if len(parents) > 1:
            parents = tuple(sorted(parents, key=self._rank.__getitem__))
        upward = self._edges.upward.get(node)
        return (*parents, *upward) if upward else parents

    def _date(self, node: str) -> str:
        revision = self._revisions.get(node)
        return revision.create_date.date().isoformat() if revision is not None and revision.create_date else ""

"""The data of the page as columns: one array per field, repeated texts once, so that 20,000 revisions stay small."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from migralint.drawing.edges import drawn_edges
from migralint.drawing.folding import as_items
from migralint.drawing.row import Mark, Picture, Row
from migralint.history.history import History
from migralint.history.revision import Revision
from migralint.source.paths import relative
from migralint.source.visible import visible

_FLAWS = ("missing", "duplicate", "cycle")
_EPOCH = datetime(1970, 1, 1)


def nodes_of(picture: Picture) -> tuple[Row, ...]:
    """Return the rows of revisions, including missing ones, of a picture that folds nothing."""
    return tuple([row for row in picture.rows if row.kind in ("revision", "missing")])


def revision_columns(rows: Sequence[Row], histories: Mapping[str, History], root: str) -> dict[str, Any]:
    """Return the fields of every row; `parents` and `dependencies` are distances to other rows.

    `histories` maps each revision to its history. In the name of a file, `/` replaces the id. Dates are minutes since
    1970 in local time.
    """
    number = {row.revision: index for index, row in enumerate(rows)}
    revisions = [histories[row.revision].revisions.get(row.revision) for row in rows]
    places = [_place(revision) for revision in revisions]
    folders, kinds, authors = Numbered(), Numbered(), Numbered()
    parents: list[int | list[int]] = []
    dependencies: dict[int, list[int]] = {}
    for index, row in enumerate(rows):
        steps = [number[parent] - index for parent in row.parents if parent in number]
        parents.append(steps[0] if len(steps) == 1 else steps or 0)
        if row.depends_on:
            dependencies[index] = [number[name] - index for name in row.depends_on if name in number]
    return {
        "id": [visible(row.revision) for row in rows],
        "message": ["(no file)" if row.kind == "missing" else visible(row.message) for row in rows],
        "date": [_minutes(revision) for revision in revisions],
        "folder": runs([folders.of(folder) for folder, _ in places]),
        "file": [visible(name) for _, name in places],
        "folders": [visible(f"{relative(folder, root)}/") if folder else "" for folder in folders.texts],
        "parents": parents,
        "dependencies": dependencies,
        "kind": runs([kinds.of(row.effect) for row in rows]),
        "kinds": kinds.texts,
        "author": runs([authors.of(row.author) for row in rows]),
        "authors": [visible(author) for author in authors.texts],
    }


def view_columns(picture: Picture, history: History, number: Mapping[str, int]) -> dict[str, Any]:
    """Return one view: the numbers of its rows, their lanes, marks and folds, and the breaks."""
    rows = nodes_of(picture)
    shapes: dict[tuple[object, ...], int] = {}
    lines: list[int] = []
    for row in rows:
        arriving = ((row.lane,) if row.above else ()) + row.lanes_in
        leaving = ((row.lane,) if row.below else ()) + row.lanes_out
        passing = tuple([lane for lane in row.passing if lane != row.lane])
        shape = (row.lane, arriving, leaving, passing)
        lines.append(shapes.setdefault(shape, len(shapes)))
    return {
        "rows": _ranges(number[row.revision] for row in rows),
        "shapes": list(shapes),
        "shape": runs(lines),
        "marks": {
            place: [[_look(mark), visible(mark.text)] for mark in row.marks]
            for place, row in enumerate(rows)
            if row.marks
        },
        "folds": _folds(rows, history),
        "cuts": _cuts(picture),
    }


def _look(mark: Mark) -> str:
    """Return the style of a mark: the severity of a finding, otherwise its kind."""
    return mark.severity or ("broken" if mark.kind in _FLAWS else mark.kind)


def _folds(rows: Sequence[Row], history: History) -> list[tuple[int, int]]:
    """Return the first position and the length of every straight run."""
    marked = {row.revision for row in rows if row.marks}
    removable = {row.revision for row in rows if row.removable}
    order = [row.revision for row in rows]
    folds, place = [], 0
    for item in as_items(order, drawn_edges(history), marked=marked, removable=removable):
        if item.kind == "fold":
            folds.append((place, len(item.ids)))
        if item.has_node:
            place += len(item.ids)
    return folds


def _cuts(picture: Picture) -> list[tuple[int, str]]:
    cuts, place = [], 0
    for row in picture.rows:
        if row.kind == "break":
            cuts.append((place, row.message))
        elif row.kind in ("revision", "missing"):
            place += 1
    return cuts


def _place(revision: Revision | None) -> tuple[str, str]:
    if revision is None or revision.path is None:
        return "", ""
    folder, _, name = revision.path.rpartition(os.sep)
    return folder or os.sep, name.replace(revision.id, "/", 1)


def _minutes(revision: Revision | None) -> int | None:
    if revision is None or revision.create_date is None:
        return None
    return int((revision.create_date.replace(tzinfo=None) - _EPOCH).total_seconds() // 60)


def runs(values: Iterable[int]) -> list[int]:
    """Return the run-length encoding of the values: [value, length, value, length, …]."""
    result: list[int] = []
    for value in values:
        if result and result[-2] == value:
            result[-1] += 1
        else:
            result += (value, 1)
    return result


def _ranges(numbers: Iterable[int]) -> list[int]:
    """Return the ranges of consecutive numbers: [start, length, start, length, …]."""
    result: list[int] = []
    for number in numbers:
        if result and result[-2] + result[-1] == number:
            result[-1] += 1
        else:
            result += (number, 1)
    return result


class Numbered:
    """A list of distinct texts, each with a number."""

    def __init__(self) -> None:
        """Start without texts."""
        self.texts: list[str] = []
        self._numbers: dict[str, int] = {}

    def of(self, text: str) -> int:
        """Return the number of a text; add the text if it is new."""
        number = self._numbers.setdefault(text, len(self.texts))
        if number == len(self.texts):
            self.texts.append(text)
        return number

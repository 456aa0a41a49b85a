"""A picture as nodes and edges, for languages that lay out graphs themselves: a node per row, an edge per name."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from msgspec import Struct

from migralint.drawing.row import Picture, Row


class Edge(Struct, frozen=True):
    """An edge from the older to the newer node, both given as row numbers."""

    older: int
    newer: int
    dependency: bool
    """True: depends_on; False: down_revision."""


def edges(picture: Picture) -> Iterator[Edge]:
    """Yield the edges between rows, each once; edges inside a fold or gap are omitted."""
    number: dict[str, int] = {}
    for index, row in enumerate(picture.rows):
        if row.kind != "break":
            number |= dict.fromkeys(row.revisions or (row.revision,), index)
    seen: set[tuple[int, int]] = set()
    for index, row in enumerate(picture.rows):
        for names, dependency in ((row.parents, False), (row.depends_on, True)):
            for name in names:
                older = number.get(name)
                if older is not None and (older, index) not in seen:
                    seen.add((older, index))
                    yield Edge(older, index, dependency)


def windowed(rows: Sequence[Row], most: int, centres: Collection[int]) -> frozenset[int]:
    """Return the numbers of the rows (at most `most`) that are nearest to `centres`, the higher row first in a tie.

    `centres` contains row numbers, at least one.
    """
    if len(rows) <= most:
        return frozenset(range(len(rows)))
    distance = [0 if index in centres else len(rows) for index in range(len(rows))]
    for index in range(1, len(rows)):
        distance[index] = min(distance[index], distance[index - 1] + 1)
    for index in range(len(rows) - 2, -1, -1):
        distance[index] = min(distance[index], distance[index + 1] + 1)
    return frozenset(sorted(range(len(rows)), key=lambda index: (distance[index], index))[:most])


def label(row: Row, most: int) -> list[str]:
    """Return the lines of a node's text: its id or kind, at most `most` characters of its message, and its marks."""
    number = len(row.revisions)
    if row.kind == "fold":
        span = [f"{row.date} … {row.until}"] if row.date and row.until else []
        return [f"{number:,} more in a line", *span]
    if row.kind == "gap":
        return [f"{number:,} more not shown"]
    message = row.message if len(row.message) <= most else f"{row.message[: most - 1]}…"
    marks = [mark.text for mark in row.marks if mark.kind not in ("needs", "down", "up", "merge", "fork")]
    return [line for line in (row.revision, message, *marks) if line]

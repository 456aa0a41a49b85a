"""Pictures as a Mermaid flowchart that GitHub draws: few nodes, and text without markup.

GitHub refuses a diagram of more than 50,000 characters or 500 edges.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from migralint.drawing.nodes import edges, label, windowed
from migralint.drawing.row import Picture, Row
from migralint.source.visible import visible

MOST = 60
"""The maximum number of nodes of a diagram."""
_PLAIN = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789 .,_-")
_MESSAGE = 60
_LINE = 120
_MARKS = 6
_TEXT = 600
_EDGES = 450
_CUTS = 6
"""The maximum number of edges from revisions that are not shown: more of them would cross the other edges."""


def mermaid_lines(pictures: Sequence[Picture], *, around: tuple[str, ...] = ()) -> Iterator[str]:
    """Yield one flowchart, with the newest revisions at the top; all histories together have at most 60 nodes.

    If there are more rows, those nearest to `around` are shown, or without it those nearest to the heads and the floor;
    a comment and a node state how many revisions are left out.
    """
    yield "flowchart BT"
    for number, picture in enumerate(pictures):
        title = _escaped(picture.script_directory or "history")
        if len(pictures) > 1:
            yield f'  subgraph h{number}["{title}"]'
            yield "  direction BT"
        prefix = f"n{number}_" if len(pictures) > 1 else "n"
        yield from _history(picture, prefix, max(1, MOST // len(pictures)), _EDGES // len(pictures), around)
        if len(pictures) > 1:
            yield "  end"
    yield "  classDef head stroke-width:3px"
    yield "  classDef floor stroke-width:3px,stroke-dasharray:6 2"
    yield "  classDef removable stroke-dasharray:3 3,opacity:0.6"
    yield "  classDef missing stroke:#c00,stroke-dasharray:2 2"
    yield "  classDef fold stroke-dasharray:2 4"


def _history(picture: Picture, prefix: str, most: int, most_edges: int, around: tuple[str, ...]) -> Iterator[str]:
    rows = picture.rows
    drawable = [index for index, row in enumerate(rows) if row.kind not in ("gap", "break")]
    inside = [rows[index] for index in drawable]
    shown = {drawable[number] for number in windowed(inside, most, _centres(inside, around))}
    hidden = picture.revisions - sum(_revisions(rows[index]) for index in shown)
    yield f"  %% {picture.revisions} revisions, {hidden} of them not shown"
    for index in sorted(shown):
        yield f'  {prefix}{index}["{_text(rows[index])}"]{_class(rows[index])}'
    if hidden:
        yield f'  {prefix}rest["{hidden} more revisions not shown"]:::fold'
    drawn = [edge for edge in edges(picture) if edge.newer in shown]
    cut = sorted({edge.newer for edge in drawn if edge.older not in shown and not edge.dependency})[:_CUTS]
    drawn = [edge for edge in drawn if edge.older in shown]
    yield from (f"  {prefix}rest --> {prefix}{newer}" for newer in cut)
    most_edges -= len(cut)
    for edge in drawn[:most_edges]:
        yield f"  {prefix}{edge.older} {'-.->' if edge.dependency else '-->'} {prefix}{edge.newer}"
    if len(drawn) > most_edges:
        yield f"  %% {len(drawn) - most_edges} edges are not shown"


def _centres(rows: list[Row], around: tuple[str, ...]) -> set[int]:
    named = {
        index for index, row in enumerate(rows) if row.revision in around or not set(row.revisions).isdisjoint(around)
    }
    if named:
        return named
    kinds = [{mark.kind for mark in row.marks} for row in rows]
    return {index for index, kind in enumerate(kinds) if kind & {"head", "floor"}} or {0}


def _revisions(row: Row) -> int:
    return len(row.revisions) or (1 if row.kind == "revision" else 0)


def _text(row: Row) -> str:
    lines = label(row, _MESSAGE)
    if len(lines) > _MARKS:
        lines = [*lines[:_MARKS], f"and {len(lines) - _MARKS} more"]
    text = ""
    for line in lines:
        part = _escaped(line[:_LINE])
        if len(text) + len(part) > _TEXT:
            return f"{text}<br/>…"
        text = f"{text}<br/>{part}" if text else part
    return text


def _escaped(text: str) -> str:
    """Escape everything that could be syntax, markup or an entity, as Mermaid's entities (`#34;`)."""
    return "".join(
        character if character in _PLAIN or not character.isascii() else f"#{ord(character)};"
        for character in visible(text)
    )


def _class(row: Row) -> str:
    if row.kind in ("fold", "missing"):
        return f":::{row.kind}"
    if row.removable:
        return ":::removable"
    kinds = {mark.kind for mark in row.marks}
    return next((f":::{kind}" for kind in ("floor", "head") if kind in kinds), "")

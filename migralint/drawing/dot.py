"""Pictures as a graph for Graphviz's `dot`: newest revisions at the top, straight trunks, one cluster per history."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from migralint.drawing.nodes import Edge, edges, label
from migralint.drawing.row import Picture, Row
from migralint.source.visible import visible

_MESSAGE = 60


def dot_lines(pictures: Sequence[Picture]) -> Iterator[str]:
    """Yield the lines of the graph."""
    yield "digraph migrations {"
    yield "  rankdir=BT;"
    yield "  ranksep=0.3;"
    yield '  node [shape=box, style=rounded, fontname="Helvetica", fontsize=10, height=0.3];'
    yield "  edge [arrowsize=0.6];"
    for number, picture in enumerate(pictures):
        yield f"  subgraph cluster_{number} {{"
        yield f"    label={_quoted([picture.script_directory or 'history'])};"
        yield "    color=gray;"
        prefix = f"n{number}_"
        for index, row in enumerate(picture.rows):
            if row.kind != "break":
                yield f"    {prefix}{index} [label={_quoted(label(row, _MESSAGE))}{_style(row)}];"
        for edge in edges(picture):
            style = _edge_style(picture, edge)
            yield f"    {prefix}{edge.older} -> {prefix}{edge.newer}{style};"
        yield "  }"
    yield "}"


def _edge_style(picture: Picture, edge: Edge) -> str:
    """Keep the edge to the first parent straight; an edge that closes a cycle does not affect ranks."""
    if edge.dependency:
        return " [style=dashed, constraint=false]"
    if edge.older <= edge.newer:
        return " [color=red, constraint=false]"
    first = picture.rows[edge.newer].parents[:1]
    older = picture.rows[edge.older]
    return " [weight=8]" if first and first[0] in (older.revision, *older.revisions[:1]) else ""


def _style(row: Row) -> str:
    if row.kind in ("fold", "gap"):
        return ', style="rounded,dotted"'
    if row.kind == "missing":
        return ', style="rounded,dashed", color=red'
    if row.removable:
        return ', style="rounded,dashed", fontcolor=gray40'
    kinds = {mark.kind for mark in row.marks}
    return ", penwidth=2" if kinds & {"head", "floor"} else ""


def _quoted(lines: Sequence[str]) -> str:
    text = "\\n".join(visible(line).replace("\\", "\\\\").replace('"', '\\"') for line in lines)
    return f'"{text}"'

"""The source line of a place with a marker under it."""

from __future__ import annotations

from collections.abc import Iterator

from migralint.reporting.segments import Line, line, visible, width
from migralint.source.location import Location

_WIDEST = 120
_BEFORE = 40
_TAB = "    "


def excerpt(at: Location, source: str, style: str, *, gutter: int) -> Iterator[Line]:
    """Yield the source line and the mark under the span; `gutter` is the width of the line numbers.

    A span over several lines is marked to the end of its first line. A long line is cut around the span. Nothing is
    yielded for an empty line.
    """
    if not source.strip():
        return
    start = min(max(at.column - 1, 0), len(source))
    same_line = at.end_line in (None, at.line)
    stop = at.end_column - 1 if same_line and at.end_column is not None else len(source.rstrip())
    stop = max(min(stop, len(source)), start)
    left, right = 0, len(source)
    if len(source) > _WIDEST:
        left = max(0, min(start - _BEFORE, len(source) - _WIDEST))
        right = left + _WIDEST
    before, marked, after = source[left:start], source[start : min(stop, right)], source[stop:right]
    shown_before = ("…" if left else "") + _shown(before)
    shown_marked, shown_after = _shown(marked), _shown(after) + ("…" if right < len(source) else "")
    number = str(at.line).rjust(gutter)
    yield line((f"{number} | ", "dim"), shown_before, (shown_marked, style), shown_after)
    blank = " " * width(shown_before)
    yield line((f"{' ' * gutter} | ", "dim"), blank, ("^" * max(width(shown_marked), 1), style))


def _shown(text: str) -> str:
    return visible(text.replace("\t", _TAB))

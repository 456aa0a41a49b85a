"""Where to insert a keyword into a call, so that comments, line ends and trailing commas are kept."""

from __future__ import annotations

import ast
from collections.abc import Sequence

from migralint.source.edits import Edit
from migralint.source.location import Span
from migralint.source.text import SourceFile

_Place = tuple[int, int]
"""A line (from 1) and a column (in UTF-8 bytes, from 0)."""


def added_keywords(source: SourceFile, call: ast.Call, written: Sequence[str], *, deeper: str = "") -> list[Edit]:
    """Return the edits that add each of `written` (`name=value`) behind the last argument of a call.

    If the arguments are on lines of their own, each new one gets a line too, indented by `deeper` in addition. Two such
    additions to one call can be applied together: the comma that both need is the same edit.
    """
    values = [*call.args, *(keyword.value for keyword in call.keywords)]
    last = max(values, key=_end, default=None)
    place, sign, continued = _last_sign(source, _end(last if last is not None else call.func), _end(call))
    if last is None:
        return [_insert(source, place, ", ".join(written))]
    comma = sign == ","
    first = next((keyword for keyword in call.keywords if keyword.value is last), last)
    start: _Place = (first.lineno, first.col_offset)
    lead = _lead(source, start[0])
    alone = start[0] > _end(call.func)[0] and len(lead) == start[1] and place[0] < _end(call)[0]
    if not alone or continued:
        return [_insert(source, place, "".join(f" {one}," if comma else f", {one}" for one in written))]
    line = source.lines[place[0] - 1]
    text = line.rstrip(b"\r\n")
    end = (place[0], len(text))
    begin = f"{line[len(text) :].decode()}{deeper}{lead.decode()}"
    added = _insert(source, end, "".join(f"{begin}{one}," for one in written))
    return [added] if comma else [_insert(source, place, ","), added]


def _end(node: ast.expr) -> _Place:
    assert node.end_lineno is not None and node.end_col_offset is not None
    return node.end_lineno, node.end_col_offset


def _last_sign(source: SourceFile, start: _Place, end: _Place) -> tuple[_Place, str, bool]:
    """Return the place behind the last argument or its comma, the sign before it, and whether a backslash joins lines.

    Only parentheses, a comma, blanks and comments may be between `start` and the closing parenthesis at `end`.
    """
    place, sign, continued = start, "", False
    for number in range(start[0], end[0] + 1):
        line = source.lines[number - 1]
        column = start[1] if number == start[0] else 0
        stop = end[1] - 1 if number == end[0] else len(line)
        for index in range(column, stop):
            one = line[index : index + 1]
            if one == b"#":
                break
            if one == b"\\":
                continued = True
            elif one.strip():
                place, sign = (number, index + 1), one.decode()
    return place, sign, continued


def _lead(source: SourceFile, line: int) -> bytes:
    text = source.lines[line - 1]
    return text[: len(text) - len(text.lstrip(b" \t"))]


def _insert(source: SourceFile, place: _Place, text: str) -> Edit:
    offset = source.offset(*place)
    return Edit(Span(offset, offset), text.encode(source.encoding))

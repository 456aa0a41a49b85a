"""Edits the source of one header value: removes names from it, or writes it again; text in, text out."""

from __future__ import annotations

import ast
import re

from migralint.source.edits import Edit, apply_edits
from migralint.source.text import SourceFile

_FIRST_QUOTE = re.compile(r"[\"']")


def edited_value(source: str, values: tuple[str, ...], *, collapse: bool, quote: str) -> str:
    """Change the expression `source` so that it evaluates to `values`.

    If `source` is a literal sequence and only loses members, or spans several lines and keeps their number, only its
    members change: line breaks, comments and quotes stay. Otherwise it is replaced: by `None` if there are no values,
    and one value becomes a plain string if `collapse` is set or `source` was not a sequence.
    """
    display = _display(source)
    if display is not None and len(display.elts) == len(values) and "\n" in source:
        return _with_members(source, display, values)  # it may contain comments
    if values and display is not None and not (collapse and len(values) == 1):
        shortened = _without_members(source, display, values)
        if shortened is not None:
            return shortened
    return _written(values, display, collapse=collapse, quote=quote)


def quote_of(source: str, default: str = '"') -> str:
    """The first quotation mark in an expression."""
    quote = _FIRST_QUOTE.search(source)
    return quote[0] if quote else default


def quoted(value: str, quote: str) -> str:
    """A string literal in ASCII with this quotation mark, unless the value itself contains it."""
    literal = ascii(value)
    if literal[0] != quote and quote not in literal:
        return f"{quote}{literal[1:-1]}{quote}"
    return literal


def _written(values: tuple[str, ...], display: ast.expr | None, *, collapse: bool, quote: str) -> str:
    literals = [quoted(value, quote) for value in values]
    if not literals:
        return "None"
    if len(literals) == 1 and (collapse or display is None):
        return literals[0]
    if isinstance(display, ast.List):
        return f"[{', '.join(literals)}]"
    return f"({', '.join(literals)}{',' if len(literals) == 1 else ''})"


def _display(source: str) -> ast.Tuple | ast.List | ast.Set | None:
    """The tuple, list or set of plain strings in `source`; None if it is anything else."""
    expression = _parsed(source)
    if isinstance(expression, ast.Tuple | ast.List | ast.Set) and all(
        isinstance(member, ast.Constant) and isinstance(member.value, str) for member in expression.elts
    ):
        return expression
    return None


def _parsed(source: str) -> ast.expr | None:
    try:
        return ast.parse(_wrapped(source), mode="eval").body
    except (SyntaxError, ValueError):
        return None


def _wrapped(source: str) -> str:
    # An expression may span lines only inside brackets, and the file's own brackets may be outside `source`.
    return f"({source}\n)"


def _without_members(source: str, display: ast.Tuple | ast.List | ast.Set, values: tuple[str, ...]) -> str | None:
    """`source` without the members that are not in `values`; None if removing members is not enough."""
    wrapped = SourceFile("", _wrapped(source).encode())
    data = wrapped.data
    spans = [wrapped.span(member) for member in display.elts]
    keep = [ast.literal_eval(member) in values for member in display.elts]
    left = bytearray()
    position = 0
    for index, span in enumerate(spans):
        if keep[index]:
            continue
        line = _own_line(data, span.start, span.end)
        if line is not None:
            start, end = line
        elif index + 1 < len(spans):
            start, end = span.start, spans[index + 1].start
        else:
            start, end = spans[index - 1].end if index else span.start, span.end
        left += data[position : max(start, position)]
        position = max(end, position)
    left += data[position:]
    changed = left.decode()[1:-2]
    result = _display(changed)
    if result is None or type(result) is not type(display):
        return None
    remaining = tuple(ast.literal_eval(member) for member in result.elts)
    return changed if remaining == values else None


def _with_members(source: str, display: ast.Tuple | ast.List | ast.Set, values: tuple[str, ...]) -> str:
    """`source` with other members in place of its own."""
    wrapped = SourceFile("", _wrapped(source).encode())
    edits = []
    for member, value in zip(display.elts, values, strict=True):
        if ast.literal_eval(member) != value:
            span = wrapped.span(member)
            old = wrapped.data[span.start : span.end].decode()
            edits.append(Edit(span, quoted(value, quote_of(old)).encode()))
    return apply_edits(wrapped.data, edits).decode()[1:-2]


def _own_line(data: bytes, start: int, end: int) -> tuple[int, int] | None:
    """The whole line of a member, if only its comma and a comment share that line."""
    line_start = max(data.rfind(b"\n", 0, start), data.rfind(b"\r", 0, start)) + 1
    rest = re.compile(rb"[ \t]*,[ \t]*(?:#[^\r\n]*)?(?:\r\n|\r|\n)").match(data, end)
    if line_start == 0 or rest is None or data[line_start:start].strip():
        return None
    return line_start, rest.end()

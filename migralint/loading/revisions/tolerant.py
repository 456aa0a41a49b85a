"""The second reader: what can be read of a file that is not this Python's syntax, one top-level statement at a time."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from migralint.source.text import SourceFile

_TOKEN = re.compile(
    r"""
    (?P<string> \"\"\"(?:\\.|[^\\])*?\"\"\" | '''(?:\\.|[^\\])*?''' | "(?:\\.|[^\\"\r\n])*" | '(?:\\.|[^\\'\r\n])*' )
    | (?P<comment> \#[^\r\n]* )
    | (?P<continuation> \\(?:\r\n|\r|\n) )
    | (?P<end> \r\n|\r|\n )
    | (?P<open> [(\[{] )
    | (?P<close> [)\]}] )
    | [^"'#\\\r\n(\[{)\]}]+
    | .
    """,
    re.VERBOSE | re.DOTALL,
)
_LINE_END = re.compile(r"\r\n|\r|\n")
_STARTS = re.compile(r"(?:def|class|import|from|@|revision|down_revision|depends_on|branch_labels)\b|@")
"""A line that starts so in the first column is a new statement, even if a bracket above was never closed."""
_GOES_ON = re.compile(r"(?:else|elif|except|finally)\b")
_DEFINES = re.compile(r"(?:async\s+)?def\s+(\w+)")
_ASSIGNS = re.compile(
    r"[ \t]*(revision|down_revision|depends_on|branch_labels)[ \t]*(?::[^=\r\n]*)?\+?=(?!=)", re.MULTILINE
)


def read_statements(source: SourceFile) -> tuple[ast.Module, list[tuple[str, int]]]:
    """The top-level statements that can be parsed on their own, at their places, and the functions that cannot (name
    and line). A statement that cannot be parsed and assigns a header name becomes a call, so that it is unknown."""
    lines = [line.decode(errors="replace") for line in source.lines]
    body: list[ast.stmt] = []
    broken: list[tuple[str, int]] = []
    for first, text in _chunks(lines):
        try:
            statements = ast.parse(text).body
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            defined = _DEFINES.search(text) if not text.startswith("class") else None
            if defined and text.lstrip().startswith(("def", "async", "@")):
                broken.append((defined[1], first))
                continue
            body += [_unreadable_assignment(name, first, text) for name in dict.fromkeys(_ASSIGNS.findall(text))]
        else:
            for statement in statements:
                ast.increment_lineno(statement, first - 1)
            body += statements
    return ast.Module(body=body, type_ignores=[]), broken


def _chunks(lines: list[str]) -> Iterator[tuple[int, str]]:
    """Each top-level statement with everything that belongs to it: the number of its first line, and its text."""
    starts = _statement_lines(lines)
    for position, start in enumerate(starts):
        end = starts[position + 1] if position + 1 < len(starts) else len(lines)
        yield start + 1, "".join(lines[start:end])


def _statement_lines(lines: list[str]) -> list[int]:
    """The indexes of the lines on which top-level statements begin."""
    text = "".join(lines)
    starts: list[int] = []
    decorated = False
    line_begins = True
    depth = number = position = 0
    while position < len(text):
        if line_begins:
            if depth and _STARTS.match(text, position):
                depth = 0
            if not depth and text[position] not in " \t\f\r\n#":
                if not decorated and not _GOES_ON.match(text, position):
                    starts.append(number)
                decorated = text[position] == "@"
        match = _TOKEN.match(text, position)
        assert match is not None
        kind = match.lastgroup
        depth = max(depth + (kind == "open") - (kind == "close"), 0)
        line_begins = kind == "end"
        if kind in ("string", "continuation", "end"):
            number += len(_LINE_END.findall(match[0]))
        position = match.end()
    return starts


def _unreadable_assignment(name: str, line: int, text: str) -> ast.stmt:
    width = len(_LINE_END.split(text, maxsplit=1)[0].encode())
    value = ast.Call(func=ast.Name(id="<a statement that cannot be parsed>", ctx=ast.Load()), args=[], keywords=[])
    statement = ast.Assign(targets=[ast.Name(id=name, ctx=ast.Store())], value=value)
    for node in ast.walk(statement):
        if isinstance(node, ast.expr | ast.stmt):
            node.lineno = node.end_lineno = line
            node.col_offset, node.end_col_offset = 0, width
    return statement

"""The second reader: reads a file with syntax of another Python version, one top-level statement at a time."""

from __future__ import annotations

import ast
import keyword
import re
from collections.abc import Iterator

from msgspec import Struct

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
"""A line that begins like this in the first column is a new statement, even if a bracket above was never closed."""
_GOES_ON = re.compile(r"(?:else|elif|except|finally)\b")
_DEFINES = re.compile(r"(?:async\s+)?def\s+(\w+)")
_WORD = re.compile(r"[^\W\d]\w*")
_QUOTED = re.compile(rb"""([\"'])([^\"'\\\r\n]+)\1""")
_LONG_QUOTES = ('"""', "'''")
_HEADER_NAMES = ("revision", "down_revision", "depends_on", "branch_labels")
_CANNOT = "<a statement that cannot be parsed>"


class Statements(Struct, frozen=True):
    """The readable statements of a file, and stand-ins for the others."""

    tree: ast.Module
    """The top-level statements that can be parsed on their own, at their original lines."""
    shadows: ast.Module
    """The same, with stand-ins for the other statements: each does something unknown to every name that it uses."""
    broken: tuple[tuple[str, int], ...]
    """Name and line of each function that cannot be parsed."""


def read_statements(source: SourceFile) -> Statements:
    """Read a file statement by statement. A header name in a statement that cannot be parsed becomes unknown."""
    lines = [line.decode(errors="replace") for line in source.lines]
    body: list[ast.stmt] = []
    shadows: list[ast.stmt] = []
    broken: list[tuple[str, int]] = []
    starts, unsure_from = _statement_lines(lines)
    for first, text in _chunks(lines, starts):
        try:
            statements = ast.parse(text).body
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            defined = _DEFINES.search(text) if not text.startswith("class") else None
            words = _words(text)
            if defined and text.lstrip().startswith(("def", "async", "@")):
                broken.append((defined[1], first))
                shadows.append(_unreadable_function(defined[1], words, first, decorated=text.startswith("@")))
            else:
                shadows.append(_unreadable_statement(words, first))
                shadows += [_unreadable_assignment(name, first, text) for name in _HEADER_NAMES if name in words]
        else:
            for statement in statements:
                ast.increment_lineno(statement, first - 1)
            body += statements
            shadows += statements
            if unsure_from is not None and first > unsure_from:  # the statement may be inside a string that never ends
                words = _words(text)
                shadows += [_unreadable_assignment(name, first, text) for name in _HEADER_NAMES if name in words]
    return Statements(ast.Module(body=body, type_ignores=[]), ast.Module(body=shadows, type_ignores=[]), tuple(broken))


def strings_in(source: SourceFile) -> tuple[str, ...]:
    """Return the texts between two quotes on one line, anywhere in the file."""
    return tuple(dict.fromkeys(text.decode(errors="replace") for _, text in _QUOTED.findall(source.data)))


def _chunks(lines: list[str], starts: list[int]) -> Iterator[tuple[int, str]]:
    """Yield the number of the first line and the whole text of each top-level statement."""
    for position, start in enumerate(starts):
        end = starts[position + 1] if position + 1 < len(starts) else len(lines)
        yield start + 1, "".join(lines[start:end])


def _statement_lines(lines: list[str]) -> tuple[list[int], int | None]:
    """Return the indexes of the lines that begin a top-level statement, and the line of the first unclosed string."""
    text = "".join(lines)
    closed = _closed_brackets(text)
    starts: list[int] = []
    unsure_from: int | None = None
    decorated = False
    line_begins = True
    number = position = 0
    open_here: list[int] = []
    certain = 0  # the number of open brackets that are closed somewhere below
    for match in _TOKEN.finditer(text):
        position = match.start()
        if line_begins:
            if open_here and not certain and _STARTS.match(text, position):
                open_here.clear()
            if not open_here and text[position] not in " \t\f\r\n#":
                if not decorated and not _GOES_ON.match(text, position):
                    starts.append(number)
                decorated = text[position] == "@"
        kind = match.lastgroup
        if kind == "open":
            open_here.append(position)
            certain += position in closed
        elif kind == "close" and open_here:
            certain -= open_here.pop() in closed
        elif unsure_from is None and len(match[0]) == 2 and text.startswith(_LONG_QUOTES, position):
            unsure_from = number + 1  # the first two of three quotes, which are never closed
        line_begins = kind == "end"
        if kind in ("string", "continuation", "end"):
            number += len(_LINE_END.findall(match[0]))
    return starts, unsure_from


def _closed_brackets(text: str) -> frozenset[int]:
    """Return the offsets of the opening brackets that have a closing one."""
    waiting: list[int] = []
    closed: list[int] = []
    for match in _TOKEN.finditer(text):
        if match.lastgroup == "open":
            waiting.append(match.start())
        elif match.lastgroup == "close" and waiting:
            closed.append(waiting.pop())
    return frozenset(closed)


def _words(text: str) -> dict[str, None]:
    """Return the names that source code uses outside strings and comments, in order."""
    code = " ".join(match[0] for match in _TOKEN.finditer(text) if match.lastgroup not in ("string", "comment"))
    words = dict.fromkeys(word for word in _WORD.findall(code) if not keyword.iskeyword(word))
    return words | dict.fromkeys(word for word in ("global",) if word in code)


def _unreadable_assignment(name: str, line: int, text: str) -> ast.stmt:
    width = len(_LINE_END.split(text, maxsplit=1)[0].encode())
    value = ast.Call(func=ast.Name(id=_CANNOT, ctx=ast.Load()), args=[], keywords=[])
    return _placed(ast.Assign(targets=[ast.Name(id=name, ctx=ast.Store())], value=value), line, width)


def _unreadable_statement(words: dict[str, None], line: int) -> ast.stmt:
    """Return a loop with these names: a list that it names is unknown afterwards, and every function in it may run."""
    return _placed(ast.While(test=_uses(words), body=[ast.Pass()], orelse=[]), line)


def _unreadable_function(name: str, words: dict[str, None], line: int, *, decorated: bool) -> ast.stmt:
    body: list[ast.stmt] = [ast.Expr(value=_uses(words))]
    declared = [word for word in words if word in _HEADER_NAMES]
    if "global" in words and declared:
        body.insert(0, ast.Global(names=declared))
    arguments = ast.arguments(posonlyargs=[], args=[], kwonlyargs=[], kw_defaults=[], defaults=[])
    decorators: list[ast.expr] = [_uses(words)] if decorated else []
    function = ast.FunctionDef(name=name, args=arguments, body=body, decorator_list=decorators)
    return _placed(function, line)


def _uses(words: dict[str, None]) -> ast.expr:
    return ast.Tuple(elts=[ast.Name(id=word, ctx=ast.Load()) for word in words], ctx=ast.Load())


def _placed(statement: ast.stmt, line: int, width: int = 0) -> ast.stmt:
    for node in ast.walk(statement):
        if isinstance(node, ast.expr | ast.stmt):
            node.lineno = node.end_lineno = line
            node.col_offset, node.end_col_offset = 0, width
    return statement

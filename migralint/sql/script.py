"""Splits a script into its statements."""

from __future__ import annotations

import re

from .tokens import tokenize_server

_OPAQUE = r"""'(?:[^'\\]|''|\\.)*' | "(?:[^"\\]|""|\\.)*" | `(?:[^`]|``)*` | --[^\n]* | /\*.*?\*/"""
"""Matches, as MySQL reads it, what holds neither the end of a statement nor the beginning of a comment."""
_HASH = re.compile(rf"{_OPAQUE} | (?P<comment>\#[^\n]*)", re.VERBOSE | re.DOTALL)
_LINE_END = re.compile(rf"{_OPAQUE} | \#[^\n]* | (?P<end>;(?=[ \t]*(?:\r?\n|\Z)))", re.VERBOSE | re.DOTALL)
_COMMENT_LINE = re.compile(rf"(?P<line>^--[^\n]*(?:\n|\Z)) | {_OPAQUE}", re.VERBOSE | re.DOTALL | re.MULTILINE)


def without_hash_comments(sql: str) -> str:
    """The script without the comments that begin with `#`, which only MySQL has."""
    return _HASH.sub(lambda match: "" if match["comment"] else match[0], sql)


def split_at_line_ends(sql: str) -> tuple[str, ...]:
    """The statements of a script of MySQL, each of which ends with a semicolon at a line's end; empty ones left out.

    Lines that begin with `--` are comments, and left out, unless they are inside of a text.
    """
    code = _COMMENT_LINE.sub(lambda match: "" if match["line"] else match[0], sql)
    ends = [match.start() for match in _LINE_END.finditer(code) if match["end"]]
    begins = [0, *(end + 1 for end in ends)]
    parts = (code[begin:end].strip() for begin, end in zip(begins, [*ends, len(code)]))
    return tuple(part for part in parts if part)


def split_statements(sql: str) -> tuple[str, ...]:
    """The statements of a script, without their semicolons, empty ones left out.

    A semicolon inside `BEGIN … END` (a trigger's body) does not end a statement.
    """
    tokens = tokenize_server(sql)
    statements = []
    begin: int | None = None
    end = 0
    depth = 0
    trigger = False
    for index, token in enumerate(tokens):
        if token.text == ";" and depth == 0:
            if begin is not None:
                statements.append(sql[begin:end])
            begin, trigger = None, False
            continue
        if begin is None:
            begin = token.start
            trigger = token.word == "CREATE" and any(later.word == "TRIGGER" for later in tokens[index + 1 : index + 4])
        if trigger and token.word in ("BEGIN", "CASE"):
            depth += 1
        elif trigger and token.word == "END":
            depth = max(0, depth - 1)
        end = token.end
    if begin is not None:
        statements.append(sql[begin:end])
    return tuple(statements)

"""What only scripts of MySQL have: comments that begin with `#`, statements that end where a line does."""

from __future__ import annotations

import re

_OPAQUE = r"""'(?:[^'\\]|''|\\.)*' | "(?:[^"\\]|""|\\.)*" | `(?:[^`]|``)*` | --[^\n]* | /\*.*?\*/"""
"""Matches text that, in MySQL's grammar, contains neither the end of a statement nor the start of a comment."""
_HASH = re.compile(rf"{_OPAQUE} | (?P<comment>\#[^\n]*)", re.VERBOSE | re.DOTALL)
_LINE_END = re.compile(rf"{_OPAQUE} | \#[^\n]* | (?P<end>;(?=[ \t]*(?:\r?\n|\Z)))", re.VERBOSE | re.DOTALL)
_COMMENT_LINE = re.compile(rf"(?P<line>^--[^\n]*(?:\n|\Z)) | {_OPAQUE}", re.VERBOSE | re.DOTALL | re.MULTILINE)


def without_hash_comments(sql: str) -> str:
    """The script without the comments that start with `#`, a form that only MySQL has."""
    return _HASH.sub(lambda match: "" if match["comment"] else match[0], sql)


def split_at_line_ends(sql: str) -> tuple[str, ...]:
    """The statements of a MySQL script, each of which ends with a semicolon at the end of a line; without empty ones.

    Lines that start with `--` are comments and are left out, except inside a string.
    """
    code = _COMMENT_LINE.sub(lambda match: "" if match["line"] else match[0], sql)
    ends = [match.start() for match in _LINE_END.finditer(code) if match["end"]]
    begins = [0, *(end + 1 for end in ends)]
    parts = (code[begin:end].strip() for begin, end in zip(begins, [*ends, len(code)]))
    return tuple(part for part in parts if part)

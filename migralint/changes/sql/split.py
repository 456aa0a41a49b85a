"""Splits a text into its statements, and the body of a DO block into its statements."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct
from msgspec.structs import replace

from migralint.changes.sql.reader import string_value
from migralint.sql.script import statement_ranges
from migralint.sql.tokens import Token, TokenKind, tokenize_server

_OPENS = frozenset({"BEGIN", "THEN", "ELSE", "LOOP"})
_CONTROL = frozenset(
    {
        "IF", "ELSIF", "END", "FOR", "WHILE", "RETURN", "RAISE", "EXCEPTION", "DECLARE", "EXIT", "CONTINUE", "CASE",
        "WHEN", "PERFORM", "EXECUTE", "NULL", "GET", "OPEN", "FETCH", "CLOSE", "FOREACH", "ASSERT", "LOOP",
    }
)  # fmt: skip


class Statement(Struct, frozen=True):
    """One statement of a text."""

    sql: str
    line: int
    """The number of lines of the text before it."""
    number: int
    tokens: tuple[Token, ...]
    column: int = 1
    """The column at which it starts on that line of the text, from 1."""
    guarded: bool = False
    """Inside a DO block that tests a condition first, or that catches errors."""


def split(sql: str) -> Iterator[Statement]:
    """Yield the statements of a text, without their semicolons; a trigger's body is part of its statement."""
    tokens = tokenize_server(sql)
    for number, one in enumerate(statement_ranges(tokens)):
        part = tokens[one.begin : one.end]
        text = sql[part[0].start : part[-1].end]
        line = sql.count("\n", 0, part[0].start)
        column = part[0].start - sql.rfind("\n", 0, part[0].start)
        statement = Statement(text, line, number, tokenize_server(text), column)
        body = _do_body(statement.tokens)
        if body is None:
            yield statement
        else:
            yield replace(statement, tokens=statement.tokens[:1])
            yield from _in_body(body, line + text.count("\n", 0, text.find("$")), statement.number)


def _do_body(tokens: tuple[Token, ...]) -> str | None:
    if not tokens or tokens[0].word != "DO":
        return None
    body = next((one for one in tokens[1:] if one.kind is TokenKind.STRING), None)
    return string_value(body) if body is not None else None


def _in_body(body: str, line: int, number: int) -> Iterator[Statement]:
    """The statements that the body of a DO block runs; statements that it builds and executes are not read."""
    tokens = tokenize_server(body)
    words = {token.word for token in tokens}
    guarded = bool(words & {"IF", "EXCEPTION", "EXISTS"})
    declares = False
    for one in statement_ranges(tokens):
        part = list(tokens[one.begin : one.end])
        if part[0].word == "DECLARE":
            declares = True
        opened = [index for index, token in enumerate(part) if token.word in _OPENS]
        if declares:
            if not any(part[index].word == "BEGIN" for index in opened):
                continue
            declares = False
        if opened:
            part = part[opened[-1] + 1 :]
        if not part or part[0].word in _CONTROL:
            continue
        if len(part) > 1 and part[1].text in (":=", "="):
            continue
        text = body[part[0].start : part[-1].end]
        column = part[0].start - body.rfind("\n", 0, part[0].start)
        below = line + body.count("\n", 0, part[0].start)
        yield Statement(text, below, number, tokenize_server(text), column, guarded)

"""What the condition of a CHECK implies with certainty."""

from __future__ import annotations

import re

from migralint.changes.sql.reader import Words
from migralint.sql.tokens import Token, closing


def requires_value(condition: str | None, column: str) -> bool:
    """Whether a condition requires, perhaps among other things, that a column is not NULL."""
    if condition is None or not re.search(r"\bNOT\s+NULL\b", condition, re.IGNORECASE):
        return False
    words = Words(condition)
    return any(_is_not_null(part, column) for part in _demands(words.tokens))


def mentions(condition: str | None, column: str) -> bool:
    """Whether a condition names a column."""
    if condition is None:
        return False
    return any(token.is_name and token.name.lower() == column.lower() for token in Words(condition).tokens)


def _demands(tokens: tuple[Token, ...]) -> list[tuple[Token, ...]]:
    """The operands of AND, each of which has to be true."""
    while tokens and tokens[0].text == "(" and closing(tokens, 0) == len(tokens) - 1:
        tokens = tokens[1:-1]
    parts: list[tuple[Token, ...]] = []
    begin = at = 0
    while at < len(tokens):
        token = tokens[at]
        if token.text == "(":
            at = closing(tokens, at)
        elif token.word == "OR":
            return []
        elif token.word == "AND":
            parts.append(tokens[begin:at])
            begin = at + 1
        at += 1
    if not parts:
        return [tokens]
    return [demand for part in (*parts, tokens[begin:]) for demand in _demands(part)]


def _is_not_null(tokens: tuple[Token, ...], column: str) -> bool:
    if [token.word for token in tokens[-3:]] != ["IS", "NOT", "NULL"]:
        return False
    name = tokens[:-3]
    if len(name) == 3 and name[1].text == ".":  # table.column
        name = name[2:]
    return len(name) == 1 and name[0].can_name and name[0].name.lower() == column.lower()

"""Which expressions and defaults mean the same although PostgreSQL prints them differently.

It prints what was parsed, with every implied cast said: that tells how somebody wrote a literal, not what it means.
"""

from __future__ import annotations

import re
from collections.abc import Hashable
from decimal import Decimal, InvalidOperation

from migralint.sql.tokens import normalized, tokenize

_TEXTS = (("text",), ("character", "varying"))
_NUMBERS = frozenset(("smallint", "integer", "bigint", "numeric", "real", "double precision"))
_NOW = (("current_timestamp",), ("transaction_timestamp", "(", ")"))
"""Synonyms of now(), from the manual: https://www.postgresql.org/docs/current/functions-datetime.html"""


def without_text_casts(sql: str, *, strict: bool = False) -> tuple[str, ...]:
    """Return the tokens of an expression without casts of literals to text, alone or in an array.

    PostgreSQL prints `x IN ('a', 'b')` of a varchar in three ways, depending on how it was written and whether it was
    restored. A cast of a function's argument is kept: it decides which of several functions of the same name is called.
    `strict`: keep every cast, because user-defined operators or casts exist, whose choice also depends on it.
    """
    tokens = list(normalized(tokenize(sql, "postgresql"), fold_names=False))
    place = 0
    while place < len(tokens):
        if strict or _is_argument(tokens, place):
            place += 1
        elif _is_string(tokens[place]):
            place = _fold(tokens, place, place + 1)
        elif tokens[place : place + 2] == ["array", "["] and (end := _end_of_strings(tokens, place + 2)):
            place = _fold(tokens, place, end, suffix=("[", "]"))
        else:
            place += 1
    return tuple(tokens)


_NO_FUNCTIONS = frozenset(
    (
        *("all", "and", "any", "as", "between", "by", "case", "check", "coalesce", "distinct", "else", "exists"),
        *("from", "greatest", "ilike", "in", "is", "least", "like", "not", "null", "nullif", "on", "or", "over"),
        *("select", "similar", "some", "then", "to", "union", "using", "values", "when", "where", "with"),
    )
)
"""Words before a parenthesis that call no function that could be overloaded."""


def _is_argument(tokens: list[str], place: int) -> bool:
    """Whether the token begins an argument of a function, or is all of one except for parentheses or an array."""
    depth = 0
    for opening in range(place - 1, -1, -1):
        token = tokens[opening]
        depth += (token in (")", "]")) - (token in ("(", "["))
        if depth >= 0:
            continue
        depth = 0
        before = tokens[opening - 1] if opening else ""
        if token == "[":
            if before != "array":
                return False
        elif before and (before[0].isalpha() or before[0] in '_"'):
            return before not in _NO_FUNCTIONS
        elif before not in ("(", ",", "["):
            return False
    return False


def default_value(sql: str, column_type: str) -> Hashable:
    """Return a value that is equal for two defaults that store the same value in a column of this type."""
    own = re.sub(r"\([^)]*\)", "", column_type)
    tokens = _with_now(_uncast(list(normalized(tokenize(sql, "postgresql"), fold_names=False)), own))
    if own.endswith("[]") and tokens[:3] == ["array", "[", "]"]:
        tokens = ["'{}'"]
    if own in ("text", "character varying") and len(tokens) > 2 and tuple(tokens[2:]) in _TEXTS:
        tokens = tokens[:1] if _is_string(tokens[0]) and tokens[1] == "::" else tokens
    number = _number("".join(tokens).strip("'"))
    return number if number is not None and own in _NUMBERS else tuple(tokens)


def _fold(tokens: list[str], start: int, end: int, suffix: tuple[str, ...] = ()) -> int:
    """Remove casts to text around a literal, with their parentheses; return the new end of the literal."""
    while True:
        for names in _TEXTS:
            cast = ["::", *names, *suffix]
            if tokens[end : end + len(cast)] == cast and tokens[end + len(cast) : end + len(cast) + 1] not in (
                ["("],
                ["["],
            ):
                del tokens[end : end + len(cast)]
                break
        else:
            if start == 0 or tokens[start - 1] != "(" or tokens[end : end + 2] != [")", "::"]:
                return end
            if not any(tuple(tokens[end + 2 : end + 2 + len(names)]) == names for names in _TEXTS):
                return end
            del tokens[end], tokens[start - 1]
            start, end = start - 1, end - 1


def _end_of_strings(tokens: list[str], place: int) -> int:
    """Fold the literals from `place` on; return the end of an array that contains nothing else, or 0."""
    while place < len(tokens):
        if tokens[place] == "(":
            place += 1
        if place == len(tokens) or not _is_string(tokens[place]):
            return 0
        place = _fold(tokens, place, place + 1)
        if tokens[place : place + 1] == ["]"]:
            return place + 1
        if tokens[place : place + 1] != [","]:
            return 0
        place += 1
    return 0


def _is_string(token: str) -> bool:
    return len(token) > 1 and token[0] == token[-1] == "'"


def _uncast(tokens: list[str], own: str) -> list[str]:
    """Remove a cast of the whole to the column's own type, and parentheses around a single value."""
    cast = ["::", *normalized(tokenize(own, "postgresql"), fold_names=False)]
    if tokens[-len(cast) :] == cast and "::" not in tokens[: -len(cast)]:
        tokens = tokens[: -len(cast)]
    while len(tokens) in (3, 4) and tokens[0] == "(" and tokens[-1] == ")":
        tokens = tokens[1:-1]
    return tokens


def _with_now(tokens: list[str]) -> list[str]:
    place = 0
    while place < len(tokens):
        for spelling in _NOW:
            end = place + len(spelling)
            if tuple(tokens[place:end]) == spelling and tokens[end : end + 1] != ["("]:
                tokens[place:end] = ["now", "(", ")"]
        place += 1
    return tokens


def _number(text: str) -> Decimal | None:
    try:
        number = Decimal(text.strip())
    except InvalidOperation:
        return None
    return number if number.is_finite() else None

"""Reads the names in a statement: as written, with their schemas."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from migralint.sql.tokens import Token


def after_condition(tokens: Sequence[Token], at: int) -> int:
    """Skip IF [NOT] EXISTS, CONCURRENTLY, ONLY."""
    while at < len(tokens) and tokens[at].is_word("IF", "NOT", "EXISTS", "CONCURRENTLY", "ONLY"):
        at += 1
    return at


def name_at(sql: str, tokens: Sequence[Token], at: int) -> tuple[str, int]:
    """The name that starts at a token, and its end; empty if there is none."""
    end = at
    while end < len(tokens) and tokens[end].can_name:
        end += 1
        if end < len(tokens) and tokens[end].is_operator("."):
            end += 1
            continue
        break
    if end == at:
        return "", at
    return sql[tokens[at].start : tokens[end - 1].end], end


def name_after(sql: str, tokens: Sequence[Token], word: str) -> str:
    """The name after the first of these words; empty without one."""
    place = next((at for at, token in enumerate(tokens) if token.is_word(word)), len(tokens))
    return name_at(sql, tokens, after_condition(tokens, place + 1))[0]


def names_in(sql: str, tokens: Sequence[Token]) -> Iterator[str]:
    """A list of names, without arguments in parentheses."""
    at = 0
    while at < len(tokens):
        name, at = name_at(sql, tokens, after_condition(tokens, at))
        if not name:
            return
        yield name
        depth = 0
        while at < len(tokens) and (depth or not tokens[at].is_operator(",")):
            depth += tokens[at].is_operator("(") - tokens[at].is_operator(")")
            at += 1
        at += 1

"""Distinguishes strings in double quotes from names: SQLite treats an unknown name as a string.

https://sqlite.org/quirks.html#double_quoted_string_literals_are_accepted
"""

from __future__ import annotations

from collections.abc import Collection, Iterator

from migralint.sql.names import folded
from migralint.sql.tokens import Token, TokenKind


def with_strings(tokens: tuple[Token, ...], names: Collection[str]) -> tuple[Token, ...]:
    """Return the tokens of a view or trigger; names that can only be strings become string tokens.

    `names`: all names in the database, folded. A name that the statement itself defines counts, too.
    """
    if not any(_in_doubt(token) for token in tokens):
        return tokens
    known = {*names, *_certain_names(tokens, names)}
    return tuple(
        Token(TokenKind.STRING, token.text, token.value, token.start, token.end)
        if _in_doubt(token) and folded(token.value) not in known
        else token
        for token in tokens
    )


def _in_doubt(token: Token) -> bool:
    return token.kind is TokenKind.NAME and token.text[0] == '"'


def _certain_names(tokens: tuple[Token, ...], names: Collection[str]) -> Iterator[str]:
    """Yield every word and name that is certainly no string: unquoted, or where only a name is possible."""
    for place, token in enumerate(tokens):
        before = tokens[place - 1] if place else None
        after = tokens[place + 1] if place + 1 < len(tokens) else None
        if not _in_doubt(token) or _only_a_name(before, after, tokens[place + 2 : place + 3], names):
            yield folded(token.name)


def _only_a_name(before: Token | None, after: Token | None, second: tuple[Token, ...], names: Collection[str]) -> bool:
    if (before is not None and before.is_operator(".")) or (after is not None and after.is_operator(".", "(")):
        return True
    if before is None or before.is_word("AS", "FROM", "JOIN", "INTO", "UPDATE", "OF", "ON", "TABLE", "WITH"):
        return True
    # A common table expression; anything else before AS may be a string, and AS is followed by its name.
    if after is not None and after.is_word("AS") and any(one.is_operator("(") for one in second):
        return True
    # An alias without AS follows its expression.
    ends = before.kind in (TokenKind.NAME, TokenKind.NUMBER, TokenKind.STRING, TokenKind.BLOB)
    return ends or before.is_operator(")") or (before.kind is TokenKind.WORD and folded(before.text) in names)

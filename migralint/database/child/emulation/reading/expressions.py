"""Translates expressions of other dialects for SQLite if no value changes; in definitions, not in queries."""

from __future__ import annotations

from dataclasses import dataclass

from .....sql.tokens import Token, TokenKind, closing, tokenize_server
from ..record import EXACT, MEANING_LOST, NO_MEANING
from .table_edit import splice

_NOW = frozenset(("NOW", "TRANSACTION_TIMESTAMP", "STATEMENT_TIMESTAMP", "LOCALTIMESTAMP", "GETDATE", "SYSDATE"))


@dataclass(frozen=True)
class Translated:
    """A definition that SQLite can read."""

    text: str
    notes: tuple[tuple[str, str], ...]
    """The changes and their classes, in order; empty if there are none."""


def default_expression(text: str) -> Translated:
    """Return an expression as it can follow DEFAULT: literals as they are, others in parentheses; empty to omit it."""
    tokens = tokenize_server(text)
    changes: list[tuple[int, int, str]] = []
    notes: list[tuple[str, str]] = []
    if tokens and tokens[0].word == "NEXTVAL":
        return Translated("", (("a default from a sequence", MEANING_LOST),))
    translate_expression(tokens, 0, len(tokens), changes, notes)
    result = splice(text, *changes).strip()
    return Translated(result if _stands_bare(result) else f"({result})", tuple(notes))


def _stands_bare(text: str) -> bool:
    tokens = tokenize_server(text)
    if not tokens:
        return False
    if tokens[0].text == "(":
        return closing(tokens, 0) == len(tokens) - 1
    if tokens[0].text in ("+", "-"):
        tokens = tokens[1:]
    if len(tokens) != 1:
        return False
    known = ("NULL", "TRUE", "FALSE", "CURRENT_TIMESTAMP", "CURRENT_DATE", "CURRENT_TIME")
    return tokens[0].kind in (TokenKind.STRING, TokenKind.NUMBER) or tokens[0].word in known


def translate_expression(
    tokens: tuple[Token, ...],
    at: int,
    end: int,
    changes: list[tuple[int, int, str]],
    notes: list[tuple[str, str]],
) -> None:
    """Translate what SQLite can express without changing the value: casts of literals, now(), E'' strings."""
    start = at
    while at < end:
        token = tokens[at]
        following = tokens[at + 1] if at + 1 < end else None
        call = following is not None and following.text == "("
        if token.text == "::" and at > start:
            before = tokens[at - 1]
            last = _cast_end(tokens, at, end)
            if before.kind in (TokenKind.STRING, TokenKind.NUMBER) or before.word in ("NULL", "TRUE", "FALSE"):
                changes.append((token.start, tokens[last - 1].end, ""))
                notes.append(("a cast of a literal", EXACT))
            elif before.text == ")" or before.is_name:
                changes.append((token.start, tokens[last - 1].end, ""))
                notes.append(("a cast in an expression left out", MEANING_LOST))
            at = last
        elif token.word in _NOW and call:
            changes.append((token.start, tokens[closing(tokens, at + 1)].end, "CURRENT_TIMESTAMP"))
            notes.append((f"{token.text.lower()}() as CURRENT_TIMESTAMP", EXACT))
            at = closing(tokens, at + 1) + 1
        elif token.word in ("CURRENT_TIMESTAMP", "CURRENT_DATE", "CURRENT_TIME") and call:
            changes.append((tokens[at + 1].start, tokens[closing(tokens, at + 1)].end, ""))
            notes.append(("the precision of CURRENT_TIMESTAMP", NO_MEANING))
            at = closing(tokens, at + 1) + 1
        elif token.word == "LOCALTIMESTAMP":
            changes.append((token.start, token.end, "CURRENT_TIMESTAMP"))
            notes.append(("localtimestamp as CURRENT_TIMESTAMP", EXACT))
            at += 1
        elif [one.word for one in tokens[at : at + 3]] == ["AT", "TIME", "ZONE"] and at + 3 < end:
            changes.append((token.start, tokens[at + 3].end, ""))
            notes.append(("AT TIME ZONE in a default", MEANING_LOST))
            at += 4
        elif token.kind is TokenKind.STRING and token.text[0] in "eEbBnN":
            changes.append((token.start, token.start + 1, ""))
            notes.append(("a string with a prefix", EXACT))
            at += 1
        else:
            at += 1


def literal_value(tokens: tuple[Token, ...], at: int, end: int, changes: list[tuple[int, int, str]]) -> None:
    """Collect the changes that a data statement allows: omit casts of literals, CURRENT_TIMESTAMP for now()."""
    while at < end:
        token = tokens[at]
        if (
            token.text == "::"
            and at > 0
            and (tokens[at - 1].kind in (TokenKind.STRING, TokenKind.NUMBER) or tokens[at - 1].word == "NULL")
        ):
            last = _cast_end(tokens, at, end)
            changes.append((token.start, tokens[last - 1].end, ""))
            at = last
        elif token.word in _NOW and at + 1 < end and tokens[at + 1].text == "(":
            last = closing(tokens, at + 1)
            changes.append((token.start, tokens[last].end, "CURRENT_TIMESTAMP"))
            at = last + 1
        else:
            at += 1


def _cast_end(tokens: tuple[Token, ...], at: int, end: int) -> int:
    """Return the index after the type that follows the `::` at index `at`."""
    index = at + 2
    double = (("DOUBLE", "PRECISION"), ("CHARACTER", "VARYING"), ("BIT", "VARYING"))
    if index < end and (tokens[at + 1].word, tokens[index].word) in double:
        index += 1
    while index + 1 < end and tokens[index].text == ".":
        index += 2
    if index < end and tokens[index].text == "(":
        index = closing(tokens, index) + 1
    for words in (("WITH", "TIME", "ZONE"), ("WITHOUT", "TIME", "ZONE")):
        if tuple(token.word for token in tokens[index : index + 3]) == words:
            index += 3
    while index < end and tokens[index].text.startswith("["):
        index += 1
    return index

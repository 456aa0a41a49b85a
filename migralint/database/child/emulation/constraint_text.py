"""One constraint of a CREATE TABLE text, of a column or of the table, with its spans; changes nothing."""

from __future__ import annotations

from dataclasses import dataclass

from .tokens import Token, closing


class UnreadableTableError(ValueError):
    """The text is not a CREATE TABLE statement that this reader understands (a virtual table, for one)."""


@dataclass(frozen=True)
class Constraint:
    """One constraint, of a column or of the table; spans are offsets into the text."""

    kind: str
    """"primary key", "unique", "check", "foreign key", "not null", "null", "default", "collate", "generated", or
    "name" for a `CONSTRAINT name` that nothing follows (SQLite takes it)."""
    start: int
    """Offset of its first character, `CONSTRAINT name` included."""
    end: int
    name: str | None = None
    column: str | None = None
    """The column it is written at; None: a constraint of the table."""
    columns: tuple[str, ...] = ()
    """The columns of a key, in order; those of a column's own key too."""
    target: str | None = None
    """The table that a foreign key names."""
    target_columns: tuple[str, ...] = ()
    body: tuple[int, int] = (0, 0)
    """Span of the expression: CHECK and generated without their parentheses, DEFAULT with what it has."""
    autoincrement: bool = False
    stored: bool = False
    """Of a generated column: written to disk."""


def read_constraint(tokens: tuple[Token, ...], at: int, end: int, column: str | None) -> tuple[Constraint, int]:
    """The constraint at index `at`, and the index after it.

    `end` is the index where the list ends; `column` the column it is written at, None for one of the table. Raises
    UnreadableTableError.
    """
    start = tokens[at].start
    name = None
    if tokens[at].word == "CONSTRAINT":
        name = tokens[at + 1].identifier
        at += 2
        if at >= end or tokens[at].text == "," or tokens[at].word == "CONSTRAINT":
            return Constraint("name", start, tokens[at - 1].end, name, column), at
    own = () if column is None else (column,)
    word = tokens[at].word
    columns: tuple[str, ...] = ()
    target: str | None = None
    target_columns: tuple[str, ...] = ()
    body = (0, 0)
    autoincrement = stored = False
    if word == "NOT" and tokens[at + 1].word == "NULL":
        kind, at = "not null", _conflict(tokens, at + 2, end)
    elif word == "NULL":
        kind, at = "null", _conflict(tokens, at + 1, end)
    elif word == "DEFAULT":
        kind = "default"
        first = at + 1
        if tokens[first].text == "(":
            at = closing(tokens, first) + 1
        else:
            at = first + (2 if tokens[first].text in ("+", "-") else 1)
        body = (tokens[first].start, tokens[at - 1].end)
    elif word in ("PRIMARY", "UNIQUE"):
        kind = "primary key" if word == "PRIMARY" else "unique"
        at += 2 if word == "PRIMARY" else 1
        if column is None:
            columns, autoincrement, at = _key_columns(tokens, at)
        else:
            columns = own
            if tokens[at].word in ("ASC", "DESC"):
                at += 1
        at = _conflict(tokens, at, end)
        if at < end and tokens[at].word == "AUTOINCREMENT":
            autoincrement = True
            at += 1
    elif word == "CHECK":
        kind = "check"
        body, at = _parenthesised(tokens, at + 1)
        at = _conflict(tokens, at, end)
    elif word == "COLLATE":
        kind, body, at = "collate", (tokens[at + 1].start, tokens[at + 1].end), at + 2
    elif word == "GENERATED" or word == "AS":
        kind = "generated"
        at += 3 if word == "GENERATED" else 1
        body, at = _parenthesised(tokens, at)
        if at < end and tokens[at].word in ("STORED", "VIRTUAL"):
            stored = tokens[at].word == "STORED"
            at += 1
    elif word in ("REFERENCES", "FOREIGN"):
        kind, columns = "foreign key", own
        if word == "FOREIGN":
            columns, _, at = _key_columns(tokens, at + 2)
        if tokens[at].word != "REFERENCES":
            raise UnreadableTableError("FOREIGN KEY without REFERENCES")
        target = tokens[at + 1].identifier
        at += 2
        if at < end and tokens[at].text == "(":
            target_columns, _, at = _key_columns(tokens, at)
        at = _foreign_key_rest(tokens, at, end)
    else:
        raise UnreadableTableError(f"not a constraint: {tokens[at].text!r}")
    end_offset = tokens[at - 1].end
    return (
        Constraint(kind, start, end_offset, name, column, columns, target, target_columns, body, autoincrement, stored),
        at,
    )


def _parenthesised(tokens: tuple[Token, ...], at: int) -> tuple[tuple[int, int], int]:
    if tokens[at].text != "(":
        raise UnreadableTableError(f"a parenthesis is missing before {tokens[at].text!r}")
    last = closing(tokens, at)
    return (tokens[at].end, tokens[last].start), last + 1


def _key_columns(tokens: tuple[Token, ...], at: int) -> tuple[tuple[str, ...], bool, int]:
    """The names in a parenthesised list, whether it says AUTOINCREMENT, and the index after it."""
    if tokens[at].text != "(":
        raise UnreadableTableError(f"a parenthesis is missing before {tokens[at].text!r}")
    last = closing(tokens, at)
    names = []
    fresh = True
    autoincrement = False
    index = at + 1
    while index < last:
        token = tokens[index]
        if token.text == "(":
            index = closing(tokens, index)
        elif token.text == ",":
            fresh = True
        elif fresh:
            names.append(token.identifier)
            fresh = False
        elif token.word == "AUTOINCREMENT":
            autoincrement = True
        index += 1
    return tuple(names), autoincrement, last + 1


def _conflict(tokens: tuple[Token, ...], at: int, end: int) -> int:
    if at + 2 < len(tokens) and at < end and tokens[at].word == "ON" and tokens[at + 1].word == "CONFLICT":
        return at + 3
    return at


def _foreign_key_rest(tokens: tuple[Token, ...], at: int, end: int) -> int:
    while at < end:
        word = tokens[at].word
        if word == "ON":
            at += 4 if tokens[at + 2].word in ("SET", "NO") else 3
        elif word == "MATCH":
            at += 2
        elif word == "DEFERRABLE" or (word == "NOT" and tokens[at + 1].word == "DEFERRABLE"):
            at += 2 if word == "NOT" else 1
            if at < end and tokens[at].word == "INITIALLY":
                at += 2
        else:
            break
    return at

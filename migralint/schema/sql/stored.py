"""What the last net compares of SQLite's stored text: its tokens clause by clause, with known spelling removed.

Deliberately knows less than the reader of databases: what that one might overlook shows here.
"""

from __future__ import annotations

from collections.abc import Iterator

from migralint.schema.sql.expression import canonical
from migralint.schema.sql.literal import stored_value
from migralint.schema.sql.types import canonical_type
from migralint.sql.tokens import Token, TokenKind, normalized, tokenize

_STARTS = {"CONSTRAINT", "PRIMARY", "NOT", "NULL", "UNIQUE", "CHECK", "DEFAULT", "COLLATE", "REFERENCES", "AS"}
_STARTS_TABLE = {"CONSTRAINT", "PRIMARY", "UNIQUE", "CHECK", "FOREIGN"}
_NOTHING = (
    "on update no action",
    "on delete no action",
    "match simple",
    "not deferrable",
    "initially immediate",
    "on conflict abort",
    "collate binary",
    "asc",
)
"""Phrases that only state a default."""
_COMPARED_NAMES = ("primary", "unique", "check", "foreign", "references")
"""Clauses whose constraint name is compared elsewhere; the names of all other clauses are compared here."""


def stored_table(sql: str) -> str:
    """Return the clauses of CREATE TABLE, sorted, one per line: equal for texts that differ only in known spelling."""
    tokens = tokenize(sql, "sqlite")
    opening = next((place for place, token in enumerate(tokens) if token.is_operator("(")), None)
    if opening is None:
        return _plain(tokens)
    elements, closing = _elements(tokens, opening)
    lines = [_plain((token,)) for token in tokens[closing + 1 :] if not token.is_operator(",")]
    table = tokens[opening - 1].name.lower()
    columns = [element[0].name for element in elements if element and not _is_table_constraint(element)]
    for element in elements:
        if not element:
            continue
        if _is_table_constraint(element):
            lines.append(_clause(table, "", "", element, columns))
        else:
            lines += _column(table, element, columns)
    return "\n".join(sorted(line for line in lines if line))


def stored_index(sql: str) -> str:
    """Return the keys of CREATE INDEX and the clauses after them, one per line."""
    tokens = tokenize(sql, "sqlite")
    opening = next((place for place, token in enumerate(tokens) if token.is_operator("(")), None)
    if opening is None:
        return _plain(tokens)
    elements, closing = _elements(tokens, opening)
    lines = []
    for element in elements:
        stop = len(element)
        if element[-1].is_word("ASC", "DESC"):
            stop -= 1
        if stop > 2 and element[stop - 2].is_word("COLLATE"):
            stop -= 2
        lines.append(f"{canonical(_text(element[:stop]))!r} {_plain(element[stop:])}")
    rest = tokens[closing + 1 :]
    if rest and rest[0].is_word("WHERE"):
        lines.append(f"where {canonical(_text(rest[1:]))!r}")
    elif rest:
        lines.append(_plain(rest))
    return "\n".join(_without_nothing(line) for line in lines)


def _elements(tokens: tuple[Token, ...], opening: int) -> tuple[list[tuple[Token, ...]], int]:
    """Return the parts between the outer parentheses, and the position of the closing one."""
    elements: list[tuple[Token, ...]] = []
    depth, start, place = 1, opening + 1, opening
    while depth and place < len(tokens) - 1:
        place += 1
        token = tokens[place]
        depth += token.is_operator("(") - token.is_operator(")")
        if depth == 0 or (depth == 1 and token.is_operator(",")):
            elements.append(tokens[start:place])
            start = place + 1
    return elements, place


def _is_table_constraint(element: tuple[Token, ...]) -> bool:
    return element[0].kind is TokenKind.WORD and element[0].value in _STARTS_TABLE


def _column(table: str, element: tuple[Token, ...], columns: list[str]) -> Iterator[str]:
    name = element[0].name.lower()
    parts = list(_parts(_without_generated(element[1:])))
    declared = _text(parts[0])
    yield f"{name} {' '.join(canonical_type(declared))}"
    for part in parts[1:]:
        yield _clause(table, name, declared, part, columns)


def _without_generated(tokens: tuple[Token, ...]) -> tuple[Token, ...]:
    """Omit GENERATED ALWAYS before AS, which has the same meaning without it."""
    for place in range(len(tokens) - 2):
        first, second, third = tokens[place : place + 3]
        if first.is_word("GENERATED") and second.is_word("ALWAYS") and third.is_word("AS"):
            return tokens[:place] + tokens[place + 2 :]
    return tokens


def _parts(tokens: tuple[Token, ...]) -> Iterator[tuple[Token, ...]]:
    """Yield the type, then each clause with its constraint name."""
    start, depth, place = 0, 0, 0
    while place < len(tokens):
        token = tokens[place]
        begins = depth == 0 and token.kind is TokenKind.WORD and token.value in _STARTS
        before = tokens[place - 1] if place else None
        # NOT NULL, NOT DEFERRABLE, SET NULL, SET DEFAULT, DEFAULT NULL and CONSTRAINT name belong together.
        glued = before is not None and (
            before.is_word("SET", "DEFAULT", "CONSTRAINT")
            or (before.is_word("NOT") and token.is_word("NULL"))
            or (token.is_word("NOT") and place + 1 < len(tokens) and tokens[place + 1].is_word("DEFERRABLE"))
            or (place > 1 and tokens[place - 2].is_word("CONSTRAINT"))
        )
        if begins and not glued:
            yield tokens[start:place]
            start = place
        depth += token.is_operator("(") - token.is_operator(")")
        place += 1
    yield tokens[start:]


def _clause(table: str, column: str, declared: str, tokens: tuple[Token, ...], columns: list[str]) -> str:
    """Return one clause; `column` is empty for a table constraint."""
    constraint = ""
    if tokens[0].is_word("CONSTRAINT") and len(tokens) > 2:
        constraint, tokens = f"constraint {tokens[1].name.lower()} ", tokens[2:]
    first = tokens[0].value.lower()
    if first in _COMPARED_NAMES:
        constraint = ""
    match first:
        case "check":
            closing = _closing(tokens, 1)
            tree = canonical(_text(tokens[2:closing]), table=table, columns=frozenset(columns))
            return f"{constraint}check {tree!r} {_plain(tokens[closing + 1 :])}".strip()
        case "default":
            value = stored_value(_bare(tokens[1:]), declared, loose_booleans=True)
            if value is not None and value[0] == "null":
                return ""
            return f"{constraint}{column} default {value or canonical(_text(tokens[1:]))!r}"
        case "null":
            return ""
        case "as":
            closing = _closing(tokens, 1)
            tree = canonical(_text(tokens[2:closing]), table=table, columns=frozenset(columns))
            rest = _plain(tokens[closing + 1 :]).replace("virtual", "")
            return f"{constraint}{column} as {tree!r} {rest}".strip()
        case "not" if column:
            # In some texts a primary key implies NOT NULL; nullability is compared elsewhere.
            modifiers = _without_nothing(_plain(tokens)).removeprefix("not null")
            return f"{constraint}{column} not null {modifiers}".strip() if constraint or modifiers else ""
        case "references":
            return _foreign_key(column, tokens[1:])
        case "foreign":
            closing = _closing(tokens, 2)
            return _foreign_key(" ".join(sorted(_plain(tokens[3:closing]).split())), tokens[closing + 2 :])
        case "primary" | "unique" if column:
            words = 2 if first == "primary" else 1
            return _without_nothing(f"{_plain(tokens[:words])} {column} {_plain(tokens[words:])}")
        case "collate":
            return _without_nothing(f"{column} {_plain(tokens)}").removesuffix(column)
    return _without_nothing(f"{constraint}{column} {_plain(tokens)}").strip()


def _foreign_key(columns: str, tokens: tuple[Token, ...]) -> str:
    """Return the clause without the target's columns: an omitted list means the primary key."""
    target = tokens[0].name.lower()
    rest = tokens[1:]
    if rest and rest[0].is_operator("("):
        rest = rest[_closing(rest, 0) + 1 :]
    modifiers = _without_nothing(_plain(rest))
    actions = sorted(part.strip() for part in f" {modifiers}".replace(" on ", "\non ").split("\n") if part.strip())
    return f"foreign key {columns} references {target} {' '.join(actions)}".strip()


def _closing(tokens: tuple[Token, ...], opening: int) -> int:
    depth = 0
    for place in range(opening, len(tokens)):
        depth += tokens[place].is_operator("(") - tokens[place].is_operator(")")
        if depth == 0:
            return place
    return len(tokens)


def _bare(tokens: tuple[Token, ...]) -> tuple[Token, ...]:
    while len(tokens) > 2 and tokens[0].is_operator("(") and _closing(tokens, 0) == len(tokens) - 1:
        tokens = tokens[1:-1]
    return tokens


def _text(tokens: tuple[Token, ...]) -> str:
    return " ".join(token.text for token in tokens)


def _plain(tokens: tuple[Token, ...]) -> str:
    words = normalized(tokens, fold_names=True)
    return " ".join(word for word in words if word not in ("(", ")", ","))


def _without_nothing(text: str) -> str:
    padded = f" {text} "
    for phrase in _NOTHING:
        padded = padded.replace(f" {phrase} ", " ")
    return " ".join(padded.split())

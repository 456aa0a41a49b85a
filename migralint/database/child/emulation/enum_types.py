"""The values of PostgreSQL's enum types, as far as statements and column types show them."""

from __future__ import annotations

from ....sql.names import folded
from ....sql.tokens import Token, TokenKind, closing


class EnumTypes:
    """Named enumeration types and their values in order; a later definition replaces an earlier one."""

    def __init__(self) -> None:
        """Start with no type."""
        self.values: dict[str, tuple[str, ...]] = {}

    def define(self, name: str, values: tuple[str, ...]) -> None:
        """Record the values that a column's type has; a type without values records nothing."""
        if values:
            self.values[folded(name)] = values

    def hear(self, tokens: tuple[Token, ...]) -> None:
        """Record CREATE TYPE … AS ENUM, ALTER TYPE … ADD VALUE, RENAME VALUE, RENAME TO, and DROP TYPE."""
        if len(tokens) < 3 or tokens[1].word != "TYPE":
            return
        verb = tokens[0].word
        at = 4 if [token.word for token in tokens[2:4]] == ["IF", "EXISTS"] else 2
        while at + 2 < len(tokens) and tokens[at + 1].text == ".":
            at += 2
        if at >= len(tokens):
            return
        name = folded(tokens[at].name)
        rest = tokens[at + 1 :]
        words = [token.word for token in rest[:2]]
        if verb == "CREATE" and words == ["AS", "ENUM"] and len(rest) > 2:
            listed = rest[3 : closing(rest, 2)]
            self.values[name] = tuple(token.name for token in listed if token.kind is TokenKind.STRING)
        elif verb == "DROP":
            self.values.pop(name, None)
        elif verb == "ALTER" and words == ["ADD", "VALUE"]:
            self._add(name, rest[2:])
        elif verb == "ALTER" and words == ["RENAME", "VALUE"]:
            old, new = (token.name for token in rest if token.kind is TokenKind.STRING)
            self.values[name] = tuple(new if value == old else value for value in self.values.get(name, ()))
        elif verb == "ALTER" and words == ["RENAME", "TO"] and name in self.values:
            self.values[folded(rest[2].name)] = self.values.pop(name)

    def _add(self, name: str, rest: tuple[Token, ...]) -> None:
        strings = [token for token in rest if token.kind is TokenKind.STRING]
        if not strings:
            return
        value = strings[0].name
        values = list(self.values.get(name, ()))
        if value in values:
            return
        place = len(values)
        if len(strings) > 1 and strings[1].name in values:
            before = any(token.word == "BEFORE" for token in rest)
            place = values.index(strings[1].name) + (0 if before else 1)
        values.insert(place, value)
        self.values[name] = tuple(values)

"""Walks over the tokens of one statement; never fails: a missing part is None."""

from __future__ import annotations

from migralint.changes.definitions import TableName
from migralint.history.operation import HOLE
from migralint.sql.tokens import Token, TokenKind, closing, tokenize_server


class Words:
    """The tokens of a statement, and the current position."""

    def __init__(self, sql: str, tokens: tuple[Token, ...] | None = None) -> None:
        self.sql = sql
        self.tokens = tokenize_server(sql) if tokens is None else tokens
        self.at = 0

    @property
    def done(self) -> bool:
        """Whether no token is left."""
        return self.at >= len(self.tokens)

    @property
    def token(self) -> Token | None:
        """The next token."""
        return self.tokens[self.at] if self.at < len(self.tokens) else None

    @property
    def word(self) -> str:
        """The next token as a word in upper case; empty for any other token, and at the end."""
        token = self.token
        return token.word if token is not None else ""

    @property
    def is_hidden(self) -> bool:
        """Whether a part that is not known comes next."""
        token = self.token
        return token is not None and HOLE in token.text

    def sees(self, *words: str) -> bool:
        """Whether these words come next; "(" and similar tokens count as words here."""
        if self.at + len(words) > len(self.tokens):
            return False
        return all(
            token.word == word or (token.kind is TokenKind.OPERATOR and token.value == word)
            for token, word in zip(self.tokens[self.at :], words, strict=False)
        )

    def accept(self, *words: str) -> bool:
        """Consume these words if they come next."""
        if self.sees(*words):
            self.at += len(words)
            return True
        return False

    def accept_any(self, *words: str) -> str:
        """Consume and return one of these words; empty if none of them comes next."""
        word = self.word
        if word in words:
            self.at += 1
            return word
        return ""

    def skip_to(self, *words: str) -> bool:
        """Move to the next of these words outside parentheses; to the end if there is none."""
        while not self.done:
            token = self.tokens[self.at]
            if token.word in words:
                return True
            self.at = closing(self.tokens, self.at) + 1 if token.text == "(" else self.at + 1
        return False

    def name(self) -> str | None:
        """Consume a name; None if the next token is not a name, or the name is not known."""
        token = self.token
        if token is None or not token.can_name:
            return None
        self.at += 1
        return None if HOLE in token.name else token.name

    def table(self) -> TableName | None:
        """Consume a table name with its schema; None if a part of it is not known."""
        parts = [self.name()]
        while self.token is not None and self.token.text == "." and self.at + 1 < len(self.tokens):
            self.at += 1
            parts.append(self.name())
        if any(part is None for part in parts):
            return None
        known = [part for part in parts if part is not None]
        return TableName(known[-1], ".".join(known[:-1]) or None)

    def string(self) -> str | None:
        """Consume a string literal."""
        token = self.token
        if token is None or token.kind is not TokenKind.STRING:
            return None
        self.at += 1
        return string_value(token)

    def parenthesised(self) -> tuple[Token, ...]:
        """Consume parentheses and return the tokens inside; empty if the next token is not an opening one."""
        if self.token is None or self.token.text != "(":
            return ()
        end = closing(self.tokens, self.at)
        inner = self.tokens[self.at + 1 : end]
        self.at = end + 1
        return inner

    def text(self, tokens: tuple[Token, ...]) -> str:
        """The SQL text of consecutive tokens."""
        return self.sql[tokens[0].start : tokens[-1].end] if tokens else ""

    def rest(self) -> tuple[Token, ...]:
        """Consume all remaining tokens."""
        left = self.tokens[self.at :]
        self.at = len(self.tokens)
        return left

    def inside(self, tokens: tuple[Token, ...]) -> Words:
        """A reader of some tokens of the statement."""
        return Words(self.sql, tokens)


def string_value(token: Token) -> str:
    """The content of a string literal, without its quotes."""
    text = token.value
    if token.text.startswith("$"):
        tag = text[: text.index("$", 1) + 1]
        return text[len(tag) : -len(tag)]
    if token.text[0] in "eExXbBnN":
        return text[2:-1].replace("''", "'")
    return text


def commas(tokens: tuple[Token, ...]) -> list[tuple[Token, ...]]:
    """The parts between the commas that are outside parentheses."""
    parts: list[tuple[Token, ...]] = []
    depth = begin = 0
    for index, token in enumerate(tokens):
        if token.text in ("(", "["):
            depth += 1
        elif token.text in (")", "]"):
            depth -= 1
        elif token.text == "," and depth == 0:
            parts.append(tokens[begin:index])
            begin = index + 1
    parts.append(tokens[begin:])
    return [part for part in parts if part]


def names_in(tokens: tuple[Token, ...]) -> tuple[str, ...]:
    """The plain names in a list of columns, each without its length, direction and operator class."""
    return tuple(part[0].name for part in commas(tokens) if part[0].can_name and HOLE not in part[0].name)

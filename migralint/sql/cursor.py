"""Walks over the tokens of one CREATE statement."""

from __future__ import annotations

from .tokens import Token, tokenize


class UnreadableStatementError(ValueError):
    """The statement uses grammar that this reader does not support."""


class Cursor:
    """The tokens of a statement, and the current position."""

    def __init__(self, sql: str) -> None:
        self.sql = sql
        self.tokens = tokenize(sql, "sqlite")
        self.position = 0

    @property
    def at_end(self) -> bool:
        """Whether no token is left."""
        return self.position >= len(self.tokens)

    def peek(self, ahead: int = 0) -> Token | None:
        """Return the token `ahead` places after the next one; None after the end."""
        position = self.position + ahead
        return self.tokens[position] if position < len(self.tokens) else None

    def sees(self, *words: str) -> bool:
        """Whether the next tokens are these words."""
        for ahead, word in enumerate(words):
            token = self.peek(ahead)
            if token is None or not token.is_word(word):
                return False
        return True

    def accept(self, *words: str) -> bool:
        """Consume these words if they come next."""
        if not self.sees(*words):
            return False
        self.position += len(words)
        return True

    def accept_operator(self, operator: str) -> bool:
        """Consume this operator if it comes next."""
        token = self.peek()
        if token is None or not token.is_operator(operator):
            return False
        self.position += 1
        return True

    def expect(self, *words: str) -> None:
        """Consume these words. Raises UnreadableStatementError if anything else comes next."""
        if not self.accept(*words):
            raise UnreadableStatementError(self.sql)

    def expect_operator(self, operator: str) -> None:
        """Consume this operator. Raises UnreadableStatementError if anything else comes next."""
        if not self.accept_operator(operator):
            raise UnreadableStatementError(self.sql)

    def take(self) -> Token:
        """Consume the next token. Raises UnreadableStatementError at the end."""
        token = self.peek()
        if token is None:
            raise UnreadableStatementError(self.sql)
        self.position += 1
        return token

    def name(self) -> str:
        """Consume a name, in any of SQLite's four quotings or unquoted."""
        token = self.take()
        if not token.can_name:
            raise UnreadableStatementError(self.sql)
        return token.name

    @property
    def offset(self) -> int:
        """Offset of the next token in the text; the end of the text if there is none."""
        token = self.peek()
        return len(self.sql) if token is None else token.start

    @property
    def end(self) -> int:
        """Offset after the last consumed token."""
        return self.tokens[self.position - 1].end if self.position else 0

    def sees_operator(self, *operators: str) -> bool:
        """Whether the next token is one of these operators."""
        token = self.peek()
        return token is not None and token.is_operator(*operators)

    def span(self) -> tuple[int, int]:
        """Consume a balanced pair of parentheses and return the offsets of the text between them."""
        self.expect_operator("(")
        start, depth = self.end, 1
        while depth:
            token = self.take()
            depth += token.is_operator("(") - token.is_operator(")")
        return start, token.start

    def parenthesized(self) -> str:
        """Consume a balanced pair of parentheses and return the SQL between them."""
        start = self.position + 1
        self.span()
        return self.text(start, self.position - 1)

    def text(self, start: int, stop: int) -> str:
        """Return the SQL from token `start` up to, not including, token `stop`."""
        return self.sql[self.tokens[start].start : self.tokens[stop - 1].end] if stop > start else ""

    def rest(self) -> str:
        """Consume all remaining tokens and return their SQL."""
        start, self.position = self.position, len(self.tokens)
        return self.text(start, len(self.tokens))

    def names(self) -> tuple[str, ...]:
        """Consume a parenthesised list of plain names."""
        self.expect_operator("(")
        parts = [self.name()]
        while self.accept_operator(","):
            parts.append(self.name())
        self.expect_operator(")")
        return tuple(parts)

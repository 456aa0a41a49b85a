"""Whether an action of ALTER TABLE has a part that is not known and may change what it does."""

from __future__ import annotations

from collections.abc import Sequence

from migralint.history.operation import HOLE
from migralint.sql.tokens import Token, TokenKind

_BEFORE_NAMES = frozenset(
    {
        "COLUMN", "EXISTS", "TO", "AS", "CONSTRAINT", "INDEX", "KEY", "REFERENCES", "PARTITION", "SCHEMA", "TABLESPACE",
        "AFTER", "COLLATE", "USING", "COMMENT", "STATISTICS", "STORAGE", "DROP", "VALIDATE", "TRIGGER", "CHECK",
        "DEFAULT", "CHARSET",
    }
)  # fmt: skip
"""Words that a name or a value follows: what it is changes nothing about the kind of the action."""
_WHOLE = frozenset({"ADD", "ALTER", "RENAME"})
"""Actions that do more than to mention the name behind them."""


def has_hidden_part(tokens: Sequence[Token]) -> bool:
    """Whether a hole stands where a keyword, a type or a constraint may stand, outside quotes and parentheses."""
    depth = 0
    first = tokens[0].word if tokens else ""
    for place, token in enumerate(tokens):
        if token.kind is TokenKind.OPERATOR and token.text in "()":
            depth += 1 if token.text == "(" else -1
        if depth or HOLE not in token.text or token.kind not in (TokenKind.WORD, TokenKind.OPERATOR):
            continue
        before = tokens[place - 1] if place else None
        if before is None or before.text in (".", "="):
            continue
        last = place + 1 == len(tokens)
        if before.word in _WHOLE or (before.word in ("COLUMN", "EXISTS") and first in _WHOLE):
            if last:
                return True
        elif before.word not in _BEFORE_NAMES or (before.word == "DEFAULT" and first == "ADD"):
            return True
    return False

"""Views, triggers and indexes that were skipped, so that a later statement about them is not an error."""

from __future__ import annotations

from ....sql.names import folded
from ....sql.tokens import Token

_KINDS = ("VIEW", "TRIGGER", "INDEX")
_SKIPPED = ("MATERIALIZED", "OR", "REPLACE", "UNIQUE", "FULLTEXT", "SPATIAL", "CONSTRAINT", "CONCURRENTLY")
_CONDITION = ("IF", "NOT", "EXISTS", "CONCURRENTLY")


class LeftOut:
    """Kinds and names of objects that exist on a server but not here."""

    def __init__(self) -> None:
        """Start with no object."""
        self._names: set[tuple[str, str]] = set()

    def add(self, tokens: tuple[Token, ...]) -> None:
        """Record the object of a CREATE statement that was not run."""
        kind, name = _subject(tokens)
        if tokens and tokens[0].word == "CREATE" and kind and name:
            self._names.add((kind, name))

    def add_view(self, tokens: tuple[Token, ...]) -> bool:
        """Record the view of a CREATE VIEW statement; False if it is another statement."""
        if not tokens or tokens[0].word != "CREATE" or _subject(tokens)[0] != "VIEW":
            return False
        self.add(tokens)
        return True

    def forgives(self, tokens: tuple[Token, ...]) -> bool:
        """Whether a failed statement drops an object that was left out, or creates an index on it."""
        kind, name = _subject(tokens)
        if tokens and tokens[0].word == "DROP":
            if (kind, name) in self._names:
                self._names.discard((kind, name))
                return True
            return False
        on = next((at for at, token in enumerate(tokens) if token.word == "ON"), None)
        if kind != "INDEX" or on is None or on + 1 >= len(tokens):
            return False
        return ("VIEW", folded(tokens[on + 1].name)) in self._names


def _subject(tokens: tuple[Token, ...]) -> tuple[str, str]:
    """Return the kind and the name of the object of CREATE or DROP; empty texts for other kinds of objects."""
    at = 1
    while at < len(tokens) and tokens[at].word in _SKIPPED:
        at += 1
    if at >= len(tokens) or tokens[at].word not in _KINDS:
        return "", ""
    kind = tokens[at].word
    at += 1
    while at < len(tokens) and tokens[at].word in _CONDITION:
        at += 1
    while at + 2 < len(tokens) and tokens[at + 1].text == ".":
        at += 2
    return kind, folded(tokens[at].name) if at < len(tokens) else ""

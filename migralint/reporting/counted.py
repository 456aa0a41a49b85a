"""Numbers with their nouns."""

from __future__ import annotations

_PLURALS = {"history": "histories"}


def counted(number: int, noun: str) -> str:
    """Return `1 head`, `2 heads`."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {_PLURALS.get(noun, noun + 's')}"

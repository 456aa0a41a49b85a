"""Finds a name in the bytes of a file."""

from __future__ import annotations

_WORD = frozenset(b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_")


def occurrences(data: bytes, name: str) -> list[int]:
    """Return the offsets at which a name occurs as a whole word, in ascending order; also in comments and strings."""
    word = name.encode()
    found = []
    length, start = len(word), data.find(word)
    while start >= 0:
        end = start + length
        if (not start or data[start - 1] not in _WORD) and (end == len(data) or data[end] not in _WORD):
            found.append(start)
        start = data.find(word, end)
    return found

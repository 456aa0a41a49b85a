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


def is_only_looked_up(name: str, data: bytes) -> bool:
    """Whether nothing is done with a variable but to assign it and to look something up in it."""
    length = len(name.encode())
    for start in occurrences(data, name):
        behind = data[start + length : start + length + 8].lstrip(b" \t")
        assigned = behind[:1] == b"=" and behind[1:2] != b"="
        asked = data[max(0, start - 4) : start].endswith(b" in ") and behind[:1] in (b":", b"\n", b"\r")
        if not (assigned or asked or behind.startswith((b"[", b".get("))):
            return False
    return True

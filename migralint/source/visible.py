"""Text of files, as a terminal may show it: nothing that moves the cursor, and how many columns it takes."""

from __future__ import annotations

import unicodedata

_NAMED = {"\n": "\\n", "\r": "\\r", "\t": "\\t"}
_UNSAFE = frozenset({"Cc", "Cf", "Cn", "Cs", "Zl", "Zp"})
"""Control characters, invisible format characters (they can turn the direction of text), what is no character at all,
surrogates, separators."""
_NO_COLUMN = frozenset({"Mn", "Me"})
"""Marks upon the character before them, variation selectors among them."""


def visible(text: str) -> str:
    """Return text from a file so that it can neither move the cursor nor start a line: escapes stand for the rest."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(
        character if unicodedata.category(character) not in _UNSAFE else _escaped(character) for character in text
    )


def width(text: str) -> int:
    """Return how many columns of a terminal the text takes."""
    return len(text) if text.isascii() else sum(map(_columns, text))


def cut(text: str, columns: int, *, end: str = "…") -> str:
    """Return the text, or as much of its beginning as fits with `end` behind it into so many columns."""
    if width(text) <= columns:
        return text
    room = columns - width(end)
    kept = []
    for character in text:
        room -= _columns(character)
        if room < 0:
            break
        kept.append(character)
    return "".join(kept) + end if columns >= width(end) else ""


def _columns(character: str) -> int:
    if unicodedata.category(character) in _NO_COLUMN:
        return 0
    return 2 if unicodedata.east_asian_width(character) in "WF" else 1


def _escaped(character: str) -> str:
    if character in _NAMED:
        return _NAMED[character]
    code = ord(character)
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"

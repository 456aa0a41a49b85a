"""Text of files in a form that a terminal may show: nothing moves the cursor; and its width in columns."""

from __future__ import annotations

import re
import unicodedata

_NAMED = {"\n": "\\n", "\r": "\\r", "\t": "\\t"}
_COMMAND = re.compile(r"##(?=\w*\[)")
_UNSAFE = frozenset({"Cc", "Cf", "Cn", "Cs", "Zl", "Zp"})
"""The categories of control characters, of invisible format characters (they can change the direction of text), of
unassigned code points, of surrogates, and of line and paragraph separators."""
_NO_COLUMN = frozenset({"Mn", "Me"})
"""The categories of combining marks, which include variation selectors: they take no column of their own."""


def visible(text: str) -> str:
    """Return text from a file; each character that could move the cursor, start a line or be invisible is escaped."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(_escaped(character) if is_unsafe(character) else character for character in text)


def is_unsafe(character: str) -> bool:
    """Whether a character may control the terminal or be invisible."""
    return unicodedata.category(character) in _UNSAFE


def obeyed_by_nobody(text: str) -> str:
    """Return a line of output in which everything that a CI server takes for a command is escaped.

    GitHub's runner executes a line that begins with `::` (after blanks), and `##[` anywhere in a line; Azure executes
    `##vso[`, TeamCity `##teamcity[`.
    """
    if "::" in text and text.lstrip().startswith("::"):
        text = text.replace("::", "\\x3a:", 1)
    return _COMMAND.sub(r"#\\x23", text) if "##" in text else text


def shown_lines(text: str) -> str:
    """Return several lines of text for a terminal or a log; unsafe characters and CI commands are escaped in each."""
    return "\n".join(obeyed_by_nobody(visible(each)) for each in text.split("\n"))


def width(text: str) -> int:
    """Return the number of terminal columns that the text takes."""
    return len(text) if text.isascii() else sum(map(_columns, text))


def cut(text: str, columns: int, *, end: str = "…") -> str:
    """Return the text, or as much of its beginning as fits into `columns` terminal columns together with `end`."""
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

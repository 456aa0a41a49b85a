"""Text with styles as plain values: a pipe joins them, a terminal paints them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from typing import NamedTuple

_NAMED = {"\n": "\\n", "\r": "\\r", "\t": "\\t"}
_COMMAND = re.compile(r"##(?=\w*\[)")
_UNSAFE = frozenset({"Cc", "Cf", "Cn", "Cs", "Zl", "Zp"})
"""Control characters, invisible format characters (they can turn the direction of text), what is no character at all,
surrogates, separators."""


class Segment(NamedTuple):
    """A piece of a line."""

    text: str
    """Without line ends and control characters: pass what comes from files through `visible` first."""
    style: str = ""
    """A style in rich's words ("bold red"); empty for none."""


Line = tuple[Segment, ...]


def line(*pieces: str | tuple[str, str]) -> Line:
    """Make a line of plain strings and (text, style) pairs."""
    return tuple(Segment(piece) if isinstance(piece, str) else Segment(*piece) for piece in pieces)


def plain(lines: Iterable[Line]) -> Iterator[str]:
    """Yield each line without its styles, and without anything that a terminal or a CI server would obey."""
    for segments in lines:
        yield obeyed_by_nobody("".join(visible(segment.text) for segment in segments).rstrip())


def visible(text: str) -> str:
    """Return text from a file so that it can neither move the cursor nor start a line: escapes stand for the rest."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(_escaped(character) if is_unsafe(character) else character for character in text)


def is_unsafe(character: str) -> bool:
    """Whether a terminal may obey a character, or people cannot see it."""
    return unicodedata.category(character) in _UNSAFE


def obeyed_by_nobody(text: str) -> str:
    """Return a line of output in which what CI servers take for a command is escaped.

    GitHub's runner takes commands from every line that begins with `::` (after blanks) and from `##[` anywhere, Azure's
    from `##vso[`, TeamCity's from `##teamcity[`.
    """
    if "::" in text and text.lstrip().startswith("::"):
        text = text.replace("::", "\\x3a:", 1)
    return _COMMAND.sub(r"#\\x23", text) if "##" in text else text


def shown_lines(text: str) -> str:
    """Return text of several lines for a terminal or a log: every line visible, and obeyed by nobody."""
    return "\n".join(obeyed_by_nobody(visible(each)) for each in text.split("\n"))


def width(text: str) -> int:
    """Return how many columns of a terminal the text takes."""
    if text.isascii():
        return len(text)
    return sum(
        0 if unicodedata.combining(character) else 2 if unicodedata.east_asian_width(character) in "WF" else 1
        for character in text
    )


def _escaped(character: str) -> str:
    if character in _NAMED:
        return _NAMED[character]
    code = ord(character)
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"

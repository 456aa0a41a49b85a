"""The texts of rows, and the widths of their columns: messages are cut first, then dates, then marks wrap."""

from __future__ import annotations

import re
from collections.abc import Sequence

from msgspec import Struct

from migralint.drawing.row import Mark, Row
from migralint.drawing.text.gutter import Signs
from migralint.source.visible import visible, width

_DATE = 10
_LEAST_MESSAGE = 24
_NARROW = 80
"""On narrower terminals a message may be shorter than `_LEAST_MESSAGE`."""
_LEAST_MARKS = 20
_WIDE = 100
"""The minimum width of a terminal for long ids and dates."""

Worded = tuple[str, str]
"""The kind of a mark (or the severity of a finding), and its text with its sign."""


class Texts(Struct, frozen=True):
    """The texts of one row."""

    id: str
    message: str
    date: str
    marks: list[Worded]
    across: str = ""
    """A text that replaces all others."""


class Columns(Struct, frozen=True):
    """Widths, in columns of the terminal."""

    total: int
    """The maximum width of a line."""
    gutter: int
    id: int
    date: int
    """0: rows have no dates."""
    message: int
    """0: no row has a message."""
    marks: int
    marks_beside: bool
    """Whether marks are beside the message; otherwise they follow below it on lines of their own."""

    @property
    def before_message(self) -> int:
        """The column in which messages begin."""
        return self.gutter + 2 + self.id + 2 + (self.date + 2 if self.date else 0)

    @property
    def before_marks(self) -> int:
        """The column in which marks beside messages begin."""
        return self.before_message + (self.message + 2 if self.message else 0)


def row_texts(row: Row, signs: Signs, ascii: bool) -> Texts:
    """Return the texts of a row, safe for a terminal; only ASCII if `ascii`."""

    def safe(text: str) -> str:
        text = visible(text[:500])  # longer than any line
        return text.encode("ascii", "backslashreplace").decode() if ascii else text

    number = len(row.revisions)
    marks = [(mark.severity or str(mark.kind), safe(_signed(mark, signs))) for mark in row.marks]
    if row.kind == "fold":
        span = f"{row.date[:7]} {signs.more} {row.until[:7]}" if row.date and row.until else ""
        return Texts("", f"{number:,} more in a line", "", [*([("", span)] if span else []), *marks])
    if row.kind == "gap":
        return Texts("", f"{number:,} more not shown", "", [])
    if row.kind == "break":
        return Texts("", "", "", [], safe(row.message))
    return Texts(safe(row.revision), safe(row.message), row.date, marks)


def columns_for(texts: Sequence[Texts], lanes: int, total: int) -> Columns:
    """Distribute `total` columns among the texts of the rows."""
    gutter = max(3, 2 * lanes - 1)
    ids = min(max((width(text.id) for text in texts), default=0), 32 if total >= _WIDE else 12)
    message = min(max((width(text.message) for text in texts), default=0), total)
    marks = max((sum(width(word) + 2 for _, word in text.marks) for text in texts), default=2) - 2
    date = _DATE if total >= _WIDE and any(text.date for text in texts) else 0
    if date and total - (gutter + ids + date + 8) < _LEAST_MESSAGE + _LEAST_MARKS:
        date = 0
    room = total - (gutter + 2 + ids + 2 + (date + 2 if date else 0))
    least = _LEAST_MESSAGE if total >= _NARROW else 16
    beside = min(message, max(min(least, room), room - 2 - min(marks, max(_LEAST_MARKS, room * 2 // 5))))
    left = room - (beside + 2 if beside else 0)
    if left >= min(marks, _LEAST_MARKS):
        return Columns(total, gutter, ids, date, beside, max(left, 1), True)
    return Columns(total, gutter, ids, date, max(1, room), max(1, room), False)


def wrapped(marks: Sequence[Worded], room: int) -> list[list[Worded]]:
    """Break marks into lines without losing text.

    Prefer breaks between marks, then between words, then after a hyphen in a word, then anywhere.
    """
    lines: list[list[Worded]] = []
    left = 0
    for kind, text in marks:
        if lines and width(text) + 2 <= left:
            lines[-1].append((kind, text))
            left -= width(text) + 2
            continue
        for part in _parts(text, room):
            lines.append([(kind, part)])
            left = room - width(part)
    return lines


def _parts(text: str, room: int) -> list[str]:
    parts = [""]
    for word in text.split(" "):
        if parts[-1] and width(parts[-1]) + 1 + width(word) <= room:
            parts[-1] += f" {word}"
            continue
        if parts[-1]:
            parts.append("")
        for bit in re.split("(?<=-)", word) if width(word) > room else (word,):
            if parts[-1] and width(parts[-1] + bit) > room:
                parts.append("")
            for character in bit:
                if parts[-1] and width(parts[-1] + character) > room:
                    parts.append("")
                parts[-1] += character
    return parts


def _signed(mark: Mark, signs: Signs) -> str:
    sign = {
        "environment": signs.environment,
        "leverage": signs.leverage,
        "finding": signs.finding,
        "missing": signs.finding,
        "duplicate": signs.finding,
        "cycle": signs.finding,
        "down": signs.down,
        "up": signs.up,
    }.get(mark.kind)
    return f"{sign} {mark.text}" if sign else mark.text

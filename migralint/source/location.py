"""Places in files: byte spans for editing, lines and columns for people."""

from __future__ import annotations

from typing import NamedTuple

# Tuples, not dataclasses: a directory has a hundred thousand of them, and a tuple takes a third of the time to create.


class Span(NamedTuple):
    """A half-open range of byte offsets in a file as it is on disk."""

    start: int
    """Offset of the first byte."""
    end: int
    """Offset after the last byte."""


class Location(NamedTuple):
    """A range in a file as editors count it: lines and columns from 1, columns in characters."""

    path: str
    """Absolute path; reporting makes it relative."""
    line: int = 1
    column: int = 1
    end_line: int | None = None
    """None: the same line, or unknown."""
    end_column: int | None = None
    """Column after the last character; None: unknown."""

"""Places in files: byte spans for editing, lines and columns for people."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A half-open range of byte offsets in a file as it stands on disk."""

    start: int
    """Offset of the first byte."""
    end: int
    """Offset after the last byte."""


@dataclass(frozen=True, slots=True, order=True)
class Location:
    """A range in a file as editors count it: lines and columns from 1, columns in characters."""

    path: str
    """Absolute path; reporting makes it relative."""
    line: int = 1
    column: int = 1
    end_line: int | None = None
    """None: the same line, or unknown."""
    end_column: int | None = None
    """Column after the last character; None: unknown."""

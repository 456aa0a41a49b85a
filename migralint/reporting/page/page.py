"""A page of text, tables and code as plain values: written once, rendered as markdown or html."""

from __future__ import annotations

from dataclasses import dataclass

from migralint.reporting.segments import visible


class Code(str):
    """A piece of text that is an id, a name, a path or a command."""


Inline = tuple[str, ...]
"""Pieces of a sentence, each plain text or `Code`; already free of control characters."""


def inline(*pieces: str) -> Inline:
    """Make a sentence of pieces; what comes from files may be passed as it is."""
    return tuple(Code(visible(piece)) if isinstance(piece, Code) else visible(piece) for piece in pieces)


@dataclass(frozen=True, slots=True)
class Heading:
    """The title of a section."""

    text: Inline


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph."""

    text: Inline


@dataclass(frozen=True, slots=True)
class Bullets:
    """A list."""

    items: tuple[Inline, ...]
    tasks: bool = False
    """To be ticked off by whoever reads it."""


@dataclass(frozen=True, slots=True)
class Table:
    """A table; every row has as many cells as there are headers."""

    headers: tuple[str, ...]
    rows: tuple[tuple[Inline, ...], ...]


@dataclass(frozen=True, slots=True)
class Listing:
    """Lines of code."""

    language: str
    """As markdown names it: "diff", "python"."""
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Details:
    """Blocks that are folded away under one line."""

    summary: Inline
    blocks: tuple[Block, ...]


Block = Heading | Paragraph | Bullets | Table | Listing | Details


@dataclass(frozen=True, slots=True)
class Page:
    """A whole document."""

    title: Inline
    blocks: tuple[Block, ...]

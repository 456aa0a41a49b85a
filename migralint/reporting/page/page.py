"""A page of text, tables and code as plain values: written once, rendered as markdown or html."""

from __future__ import annotations

from msgspec import Struct

from migralint.reporting.segments import visible


class Code(str):
    """Text that is an id, a name, a path or a command."""


class Break(str):
    """The end of a line within a paragraph, a bullet or a cell."""


BREAK = Break("\n")

Inline = tuple[str, ...]
"""Parts of a sentence, each plain text, `Code` or `BREAK`; already free of control characters."""


def inline(*parts: str) -> Inline:
    """Make a sentence of its parts; what comes from files may be passed as it is."""
    return tuple(_part(part) for part in parts)


def marked(text: str) -> Inline:
    """Make a sentence of a message: what stands between two backticks is code."""
    parts = text.split("`")
    if len(parts) % 2 == 0:
        return inline(text)
    return inline(*(Code(part) if place % 2 else part for place, part in enumerate(parts) if part))


def _part(part: str) -> str:
    if part is BREAK:
        return part
    return Code(visible(part)) if isinstance(part, Code) else visible(part)


class Heading(Struct, frozen=True):
    """The title of a section."""

    text: Inline


class Paragraph(Struct, frozen=True):
    """One paragraph."""

    text: Inline


class Bullets(Struct, frozen=True):
    """A list."""

    items: tuple[Inline, ...]
    tasks: bool = False
    """To be ticked off by whoever reads it."""


class Table(Struct, frozen=True):
    """A table; every row has as many cells as there are headers."""

    headers: tuple[str, ...]
    rows: tuple[tuple[Inline, ...], ...]


class Listing(Struct, frozen=True):
    """Lines of code."""

    language: str
    """As markdown names it: "diff", "python"."""
    lines: tuple[str, ...]


class Details(Struct, frozen=True):
    """Blocks that are folded away under one line."""

    summary: Inline
    blocks: tuple[Block, ...]


Block = Heading | Paragraph | Bullets | Table | Listing | Details


class Page(Struct, frozen=True):
    """A whole document."""

    title: Inline
    blocks: tuple[Block, ...]

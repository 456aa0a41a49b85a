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
"""Parts of a sentence, each plain text, `Code` or `BREAK`; control characters are already removed."""


def inline(*parts: str) -> Inline:
    """Build a sentence from its parts; text from files may be passed unchanged."""
    return tuple(_part(part) for part in parts)


def marked(text: str) -> Inline:
    """Build a sentence from a message: text between two backticks is code."""
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
    """Whether readers can tick off its items."""


class Table(Struct, frozen=True):
    """A table; every row has the same number of cells as the headers."""

    headers: tuple[str, ...]
    rows: tuple[tuple[Inline, ...], ...]


class Listing(Struct, frozen=True):
    """Lines of code."""

    language: str
    """The language as Markdown names it: "diff", "python"."""
    lines: tuple[str, ...]


class Details(Struct, frozen=True):
    """Blocks that are folded under one line."""

    summary: Inline
    blocks: tuple[Block, ...]


Block = Heading | Paragraph | Bullets | Table | Listing | Details


class Page(Struct, frozen=True):
    """A whole document."""

    title: Inline
    blocks: tuple[Block, ...]

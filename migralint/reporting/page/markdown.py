"""Renders a page as GitHub-flavoured markdown; text from files cannot become markup."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape

from migralint.reporting.page.page import (
    Block,
    Bullets,
    Code,
    Details,
    Heading,
    Inline,
    Listing,
    Page,
    Paragraph,
    Table,
)

_MARKUP = re.compile(r"([\\`*_{}\[\]<>#|~])")
_MENTION = re.compile(r"(?<!\w)@(?=\w)")
_FENCES = re.compile(r"`+")


def markdown_lines(page: Page) -> Iterator[str]:
    """Yield the document line by line."""
    yield f"# {_inline(page.title)}"
    for block in page.blocks:
        yield ""
        yield from _block(block)


def _block(block: Block) -> Iterator[str]:
    match block:
        case Heading(text=text):
            yield f"## {_inline(text)}"
        case Paragraph(text=text):
            yield _inline(text)
        case Bullets(items=items, tasks=tasks):
            mark = "- [ ] " if tasks else "- "
            for item in items:
                yield mark + _inline(item)
        case Table(headers=headers, rows=rows):
            yield f"| {' | '.join(headers)} |"
            yield f"|{' --- |' * len(headers)}"
            for row in rows:
                yield f"| {' | '.join(_inline(cell, in_table=True) for cell in row)} |"
        case Listing(language=language, lines=lines):
            longest = max((len(found) for line in lines for found in _FENCES.findall(line)), default=0)
            fence = "`" * max(3, longest + 1)
            yield f"{fence}{language}"
            yield from lines
            yield fence
        case Details(summary=summary, blocks=blocks):
            yield "<details>"
            # Inside of html there is no markdown.
            yield f"<summary>{escape(''.join(summary))}</summary>"
            for inner in blocks:
                yield ""
                yield from _block(inner)
            yield ""
            yield "</details>"


def _inline(pieces: Inline, *, in_table: bool = False) -> str:
    return "".join(_code(piece, in_table) if isinstance(piece, Code) else _text(piece) for piece in pieces)


def _text(text: str) -> str:
    # A name with @ must not notify a stranger.
    return _MENTION.sub("@\u200b", _MARKUP.sub(r"\\\1", text))


def _code(text: str, in_table: bool) -> str:
    if not text:
        return ""
    ticks = "`" * (max((len(found) for found in _FENCES.findall(text)), default=0) + 1)
    padding = " " if text.startswith("`") or text.endswith("`") else ""
    if in_table:
        text = text.replace("|", "\\|")
    return f"{ticks}{padding}{text}{padding}{ticks}"

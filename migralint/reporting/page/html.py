"""Renders the blocks of a page as HTML, to embed in a document."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from migralint.reporting.page.page import (
    BREAK,
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
from migralint.reporting.segments import obeyed_by_nobody, shown_lines


def body_lines(page: Page) -> Iterator[str]:
    """Yield the blocks line by line; text from files is escaped, so that it cannot become markup."""
    for block in page.blocks:
        yield from _block(block)


def _block(block: Block) -> Iterator[str]:
    match block:
        case Heading(text=text):
            yield f"<h2>{_inline(text)}</h2>"
        case Paragraph(text=text):
            yield f"<p>{_inline(text)}</p>"
        case Bullets(items=items):
            yield "<ul>"
            yield from (f"<li>{_inline(item)}</li>" for item in items)
            yield "</ul>"
        case Table(headers=headers, rows=rows):
            yield "<table>"
            yield f"<thead><tr>{''.join(f'<th>{escape(header)}</th>' for header in headers)}</tr></thead>"
            yield "<tbody>"
            for row in rows:
                yield f"<tr>{''.join(f'<td>{_inline(cell)}</td>' for cell in row)}</tr>"
            yield "</tbody></table>"
        case Listing(language=language, lines=lines):
            yield f"<pre>{chr(10).join(_code_line(language, shown_lines(line)) for line in lines)}</pre>"
        case Details(summary=summary, blocks=blocks):
            yield f"<details><summary>{_inline(summary)}</summary>"
            for inner in blocks:
                yield from _block(inner)
            yield "</details>"


def _code_line(language: str, line: str) -> str:
    kind = {"+": "added", "-": "removed"}.get(line[:1], "") if language == "diff" else ""
    return f'<span class="{kind}">{escape(line)}</span>' if kind else escape(line)


def _inline(parts: Inline) -> str:
    return "".join(map(_part, parts))


def _part(part: str) -> str:
    if part is BREAK:
        return "<br>"
    return f"<code>{_text(part)}</code>" if isinstance(part, Code) and part else _text(part)


def _text(part: str) -> str:
    return escape(obeyed_by_nobody(part))

"""Renders a page as one self-contained html document; no network, no script."""

from __future__ import annotations

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
from migralint.reporting.segments import obeyed_by_nobody, shown_lines

_STYLE = """
:root { color-scheme: light dark; --line: #d0d7de; --soft: #f6f8fa; --add: #1a7f37; --del: #cf222e; }
@media (prefers-color-scheme: dark) { :root { --line: #3d444d; --soft: #151b23; --add: #3fb950; --del: #f85149; } }
body { font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
code, pre { font: 0.875em/1.45 ui-monospace, monospace; background: var(--soft); border-radius: 4px; }
code { padding: 0.1em 0.3em; } pre { padding: 0.75rem; overflow-x: auto; }
.added { color: var(--add); } .removed { color: var(--del); }
table { border-collapse: collapse; display: block; overflow-x: auto; }
th, td { border: 1px solid var(--line); padding: 0.3rem 0.7rem; text-align: left; vertical-align: top; }
details { border: 1px solid var(--line); border-radius: 4px; padding: 0.5rem 0.75rem; margin: 0.75rem 0; }
summary { cursor: pointer; }
"""


def html_lines(page: Page) -> Iterator[str]:
    """Yield the document line by line."""
    title = _inline(page.title)
    yield "<!DOCTYPE html>"
    yield '<html lang="en">'
    yield '<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">'
    yield f"<title>{escape(''.join(page.title))}</title>"
    yield f"<style>{_STYLE}</style></head>"
    yield "<body>"
    yield f"<h1>{title}</h1>"
    yield from body_lines(page)
    yield "</body>"
    yield "</html>"


def body_lines(page: Page) -> Iterator[str]:
    """Yield the blocks alone, for a document of someone else."""
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


def _inline(pieces: Inline) -> str:
    return "".join(
        f"<code>{_text(piece)}</code>" if isinstance(piece, Code) and piece else _text(piece) for piece in pieces
    )


def _text(piece: str) -> str:
    return escape(obeyed_by_nobody(piece))

"""Renders a page as GitHub-flavoured markdown; text from files cannot become markup."""

from __future__ import annotations

import re
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

_MARKUP = re.compile(r"([\\`*_{}\[\]#|~])")
_SPECIAL = re.compile(r"[<>&|]")
_START = re.compile(r"^(\s*\d*)(?=[-+=]|(?<=\d)[.)])")
"""Line starts that make a list, a heading or a rule."""
_LINK = re.compile(r"(?<=\w)(?=://)|(?<=\bwww)(?=\.)")
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
                yield f"| {' | '.join(_inline(cell) for cell in row)} |"
        case Listing(language=language, lines=lines):
            longest = max((len(run) for line in lines for run in _FENCES.findall(line)), default=0)
            fence = "`" * max(3, longest + 1)
            yield f"{fence}{language}"
            yield from map(shown_lines, lines)
            yield fence
        case Details(summary=summary, blocks=blocks):
            yield "<details>"
            yield f"<summary>{''.join(map(_summary, summary))}</summary>"
            for inner in blocks:
                yield ""
                yield from _block(inner)
            yield ""
            yield "</details>"


def _inline(parts: Inline) -> str:
    return "".join(map(_part, parts))


def _part(part: str) -> str:
    if part is BREAK:
        return "<br>"
    return _code(part) if isinstance(part, Code) else _text(part)


def _summary(part: str) -> str:
    """The HTML text of a summary: Markdown is not read inside HTML, but renderers may still detect links and names."""
    text = _unnotified(_LINK.sub("\u200b", escape(obeyed_by_nobody(part), quote=False)))
    return f"<code>{text}</code>" if isinstance(part, Code) else text


def _text(text: str) -> str:
    # A name with @ must not notify a stranger, and no address in a text may become a link.
    escaped = _LINK.sub(r"\\", escape(_MARKUP.sub(r"\\\1", obeyed_by_nobody(text)), quote=False))
    return _START.sub(r"\1\\", _unnotified(escaped))


def _unnotified(text: str) -> str:
    return _MENTION.sub("@\u200b", text)


def _code(text: str) -> str:
    text = obeyed_by_nobody(text)
    if not text:
        return ""
    if _SPECIAL.search(text):  # renderers differ in where a span of code ends, above all in a table
        return f"<code>{''.join(c if c.isalnum() or c == ' ' else f'&#{ord(c)};' for c in text)}</code>"
    ticks = "`" * (max((len(fence) for fence in _FENCES.findall(text)), default=0) + 1)
    padding = " " if text.startswith("`") or text.endswith("`") else ""
    return f"{ticks}{padding}{text}{padding}{ticks}"

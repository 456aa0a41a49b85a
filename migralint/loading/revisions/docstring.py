"""Reads the docstring of a revision file, as in Alembic's template."""

from __future__ import annotations

import re
from datetime import UTC, datetime

from migralint.history.file import DocstringHeader
from migralint.source.location import Location, Span
from migralint.source.text import SourceFile

_FIELD = re.compile(rb"[\r\n][ \t\f]*(Revision ID|Revises|Create Date)[ \t]*:[ \t]*([^\r\n]*)")
_QUOTES = re.compile(rb"""[A-Za-z]*(\"\"\"|'''|"|')""")
_NO_PARENT = frozenset({"", "None", "<base>", "base", "()", "[]"})
_MARKS = re.compile(r"\s*\((?:head|base|branchpoint|mergepoint|current|effective head)\)")


def read_docstring(source: SourceFile, span: Span, value: str | None = None) -> DocstringHeader:
    """Read the docstring literal at `span`; `value` is the value of the literal, if that is known."""
    literal = source.data[span.start : span.end]
    opening = _QUOTES.match(literal)
    if opening is None:
        return DocstringHeader(message=_message(value or ""))
    # A closing quote on the line of a field is not part of the field.
    inner_end = len(literal) - len(opening[1]) if literal.endswith(opening[1]) else len(literal)
    body = b"\n" + literal[opening.end() : inner_end]
    before = span.start + opening.end() - 1
    fields: dict[bytes, tuple[int, int]] = {}
    for match in _FIELD.finditer(body):
        fields.setdefault(match[1], match.span(2))
    if value is None:
        value = body.decode(source.encoding, errors="replace")

    def text(name: bytes) -> str | None:
        if name not in fields:
            return None
        start, end = fields[name]
        return body[start:end].decode(source.encoding, errors="replace").strip()

    def place(name: bytes) -> Location | None:
        if name not in fields:
            return None
        start, end = fields[name]
        return source.place(before + start, before + max(start, len(body[:end].rstrip())))

    message = _message(value)
    message_at = None
    if message:
        first = len(body) - len(body.lstrip())
        line = body[first:].split(b"\n", 1)[0].split(b"\r", 1)[0]
        message_at = source.place(before + first, before + first + len(line.rstrip()))
    revises = text(b"Revises")
    return DocstringHeader(
        message=message,
        message_at=message_at,
        revision_id=text(b"Revision ID"),
        revision_id_at=place(b"Revision ID"),
        revises=_parents(revises) if revises is not None else None,
        revises_at=place(b"Revises"),
        revises_span=Span(*(before + offset for offset in fields[b"Revises"])) if revises is not None else None,
        create_date=text(b"Create Date"),
        create_date_at=place(b"Create Date"),
    )


def parsed_date(text: str | None) -> datetime | None:
    """Return a Create Date without time zone (one with a time zone is converted to UTC); None if it is not valid."""
    if not text:
        return None
    try:
        date = datetime.fromisoformat(text)
    except ValueError:
        return None
    try:
        return date if date.tzinfo is None else date.astimezone(UTC).replace(tzinfo=None)
    except OverflowError:
        return None


def _message(docstring: str) -> str:
    first = docstring.strip().partition("\n")[0].strip()
    return "" if first.startswith(("Revision ID:", "Revises:", "Create Date:")) else first


def _parents(text: str) -> tuple[str, ...]:
    if "(" in text:
        text = _MARKS.sub("", text).strip()
    if text in _NO_PARENT:
        return ()
    if text[:1] in "([" and text[-1:] in ")]":
        text = text[1:-1]
    names = (name.strip().strip("'\"`") for name in text.split(","))
    return tuple(name for name in names if name)

"""Edits by byte spans: only the edited spans change."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import Struct

from migralint.source.location import Span


class Edit(Struct, frozen=True):
    """Replace the bytes of one span."""

    span: Span
    replacement: bytes


def apply_edits(data: bytes, edits: Iterable[Edit]) -> bytes:
    """Return `data` with the edits applied, whatever their order.

    Raises ValueError if two spans overlap or one lies outside `data`.
    """
    ordered = sorted(edits, key=lambda edit: (edit.span.start, edit.span.end))
    parts: list[bytes] = []
    position = 0
    for edit in ordered:
        if edit.span.start < position or not edit.span.start <= edit.span.end <= len(data):
            raise ValueError(f"edit of bytes {edit.span.start} to {edit.span.end} overlaps another or the file's end")
        parts += (data[position : edit.span.start], edit.replacement)
        position = edit.span.end
    parts.append(data[position:])
    return b"".join(parts)

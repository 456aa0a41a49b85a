"""Text with styles as plain values: a pipe joins them, a terminal paints them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from migralint.source.visible import visible as visible
from migralint.source.visible import width as width


class Segment(NamedTuple):
    """A piece of a line."""

    text: str
    """Without line ends and control characters: pass what comes from files through `visible` first."""
    style: str = ""
    """A style in rich's words ("bold red"); empty for none."""


Line = tuple[Segment, ...]


def line(*pieces: str | tuple[str, str]) -> Line:
    """Make a line of plain strings and (text, style) pairs."""
    return tuple(Segment(piece) if isinstance(piece, str) else Segment(*piece) for piece in pieces)


def plain(lines: Iterable[Line]) -> Iterator[str]:
    """Yield each line without its styles."""
    for segments in lines:
        yield "".join(segment.text for segment in segments).rstrip()

"""Text with styles as plain values: a pipe joins them, a terminal paints them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from migralint.source.visible import is_unsafe as is_unsafe
from migralint.source.visible import obeyed_by_nobody as obeyed_by_nobody
from migralint.source.visible import shown_lines as shown_lines
from migralint.source.visible import visible as visible
from migralint.source.visible import width as width


class Segment(NamedTuple):
    """A part of a line, in one style."""

    text: str
    """Without line ends and control characters: pass text from files through `visible` first."""
    style: str = ""
    """A style in rich's words ("bold red"); empty for none."""


Line = tuple[Segment, ...]


def line(*parts: str | tuple[str, str]) -> Line:
    """Build a line from plain strings and (text, style) pairs."""
    return tuple(Segment(part) if isinstance(part, str) else Segment(*part) for part in parts)


def plain(lines: Iterable[Line]) -> Iterator[str]:
    """Yield each line without its styles, and without any character that a terminal or a CI server would interpret."""
    for segments in lines:
        yield obeyed_by_nobody("".join(visible(segment.text) for segment in segments).rstrip())

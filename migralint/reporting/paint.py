"""Paints styled lines for a terminal, with rich; nothing here interprets markup."""

from __future__ import annotations

import io
from collections.abc import Iterable

from rich.console import Console
from rich.text import Text

from migralint.reporting.segments import Line, obeyed_by_nobody, visible


def painted(lines: Iterable[Line]) -> str:
    """Return the lines with terminal colours, unwrapped: the terminal breaks long lines itself, so that paths and
    commands can be copied whole.
    """
    stream = io.StringIO()
    console = Console(file=stream, force_terminal=True, color_system="standard", highlight=False, width=10_000)
    for segments in lines:
        styled = [(visible(segment.text), segment.style) for segment in segments]
        whole = "".join(text for text, _ in styled)
        if obeyed_by_nobody(whole) != whole:
            styled = [(obeyed_by_nobody(whole), "")]
        text = Text.assemble(*styled)
        text.rstrip()
        console.print(text, soft_wrap=True)
    return stream.getvalue()

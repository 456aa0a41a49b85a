"""Puts the answers of the `env` commands on stdout."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from migralint.cli.console.color import Color, wants_colour
from migralint.cli.console.streams import write_stdout
from migralint.reporting.json_text import json_lines_of

if TYPE_CHECKING:
    from migralint.reporting.segments import Line


def show_lines(lines: Iterable[Line], color: Color) -> None:
    """Print lines, coloured if `color` and the terminal allow it."""
    if wants_colour(color):
        from migralint.reporting.paint import painted

        write_stdout(painted(lines))
    else:
        from migralint.reporting.segments import plain

        write_stdout("".join(f"{text}\n" for text in plain(lines)))


def show_document(document: dict[str, Any]) -> None:
    """Print a JSON document."""
    write_stdout("\n".join(json_lines_of(document)) + "\n")

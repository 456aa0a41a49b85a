"""How the result of a command is shown."""

from __future__ import annotations

from msgspec import Struct

from migralint.cli.console.color import Color, wants_colour


class Output(Struct, frozen=True):
    """How to show the result of a command."""

    format: str = "text"
    outputs: tuple[str, ...] = ()
    """`FORMAT=FILE`, as written."""
    color: Color = Color.AUTO
    quiet: bool = False
    verbose: bool = False

    @property
    def colour(self) -> bool:
        """Whether the document on stdout is coloured: only text can be."""
        return self.format == "text" and wants_colour(self.color)

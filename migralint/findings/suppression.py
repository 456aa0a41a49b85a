"""A comment in a file that accepts findings."""

from __future__ import annotations

from msgspec import Struct

from migralint.source.location import Location

MARK = b"migralint:"
"""The text that every such comment contains. All encodings of Python source keep ASCII."""


class Suppression(Struct, frozen=True):
    """One `# migralint: ignore[…] reason` or `# migralint: ignore-file[…] reason`."""

    location: Location
    """The location of the comment."""
    codes: tuple[str, ...]
    """Codes, prefixes or names, as written."""
    line: int
    """The line whose findings it accepts: its own, or the next line of code if it stands alone."""
    whole_file: bool = False
    malformed: str = ""
    """Why it cannot be understood; then it accepts nothing."""
    lines: tuple[int, int] = (0, 0)
    """First and last of the lines that a string or backslashes join to that line; zeros: the line stands alone."""
    reason: str = ""
    """The text after the codes."""

    @property
    def reach(self) -> tuple[int, int]:
        """First and last of the lines whose findings it accepts."""
        return self.lines if self.lines[0] else (self.line, self.line)

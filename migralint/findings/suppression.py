"""A comment in a file that accepts findings."""

from __future__ import annotations

from msgspec import Struct

from migralint.source.location import Location

MARK = b"migralint:"
"""What every such comment holds. Whatever encoding Python source is in, it keeps ASCII."""


class Suppression(Struct, frozen=True):
    """One `# migralint: ignore[…] reason` or `# migralint: ignore-file[…] reason`."""

    location: Location
    """Where the comment stands."""
    codes: tuple[str, ...]
    """Codes, prefixes or names, as written."""
    line: int
    """The line whose findings it accepts: its own, or the next line of code if it stands alone."""
    whole_file: bool = False
    malformed: str = ""
    """Why it cannot be understood; then it accepts nothing."""

"""One thing that `init` sets up."""

from __future__ import annotations

from msgspec import Struct

from migralint.source.file_change import FileChange


class Part(Struct, frozen=True):
    """The result for one file."""

    title: str
    """The purpose of the file, in two or three words."""
    path: str
    """Absolute."""
    change: FileChange | None = None
    """The new contents; None: nothing is written."""
    kept: str = ""
    """Why nothing is written, as the end of a sentence; empty if something is."""
    by_hand: str = ""
    """A text to insert by hand, if the file cannot be edited safely."""

    @property
    def changes(self) -> tuple[FileChange, ...]:
        """The change, if there is one."""
        return () if self.change is None else (self.change,)

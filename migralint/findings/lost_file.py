"""A revision file that is missing from the directory but still in git: values only."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from msgspec import Struct


class LostFile(Struct, frozen=True):
    """The last commit that concerns the file of one revision."""

    path: str
    """Relative to the repository's root, with `/`."""
    event: Literal["deleted", "renamed", "present"]
    """What the commit did: it deleted the file, changed its id, or contains the file (on another branch)."""
    commit: str
    """Abbreviated id of the commit."""
    date: str
    """Date of the commit: ISO 8601, only the day."""
    subject: str
    command: str
    """The shell command that restores the file, for the current folder."""
    down_revision: tuple[str, ...] = ()
    """The `down_revision` in the file."""
    new_id: str = ""
    """The new id, if `event` is "renamed"."""

    @property
    def story(self) -> str:
        """The start of a sentence that names the commit and what it did."""
        about = f"commit {self.commit} of {self.date} ({self.subject})"
        match self.event:
            case "deleted":
                return f"{about} deleted its file {self.path}"
            case "renamed":
                return f"{about} gave its file {self.path} the id {self.new_id or '(none)'}"
            case "present":
                return f"{about} has its file {self.path}"


class LostFiles(Struct, frozen=True):
    """What git knows about missing revisions."""

    files: Mapping[str, LostFile]
    """By revision id."""
    incomplete: str = ""
    """Why this clone may lack a part of git's history, as the end of a sentence; empty if it is complete."""

    def surviving(self, revision: str, known: Mapping[str, object]) -> tuple[str, ...] | None:
        """The nearest ancestors of a lost revision that are in `known`; empty: it was a base. None: not known."""
        ancestors: dict[str, None] = {}
        pending, seen = [revision], {revision}
        while pending:
            lost = self.files.get(pending.pop())
            if lost is None:
                return None
            for parent in lost.down_revision:
                if parent in known:
                    ancestors[parent] = None
                elif parent not in seen:
                    seen.add(parent)
                    pending.append(parent)
        return tuple(ancestors)

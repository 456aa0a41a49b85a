"""A revision file that is missing from the directory but still in git: values only."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from msgspec import Struct


class LostFile(Struct, frozen=True):
    """The last commit that says something about the file of one revision."""

    path: str
    """Relative to the repository's root, with `/`."""
    event: Literal["deleted", "renamed", "present"]
    """What the commit did: it deleted the file, gave it another id, or has it (on another branch)."""
    commit: str
    """Abbreviated."""
    date: str
    """Of the commit: ISO 8601, the day alone."""
    subject: str
    command: str
    """What brings the file back, as a shell takes it in the current folder."""
    down_revision: tuple[str, ...] = ()
    """As the file has it."""
    new_id: str = ""
    """The id it was given, if `event` is "renamed"."""

    @property
    def story(self) -> str:
        """The beginning of a sentence: which commit did what."""
        about = f"commit {self.commit} of {self.date} ({self.subject})"
        match self.event:
            case "deleted":
                return f"{about} deleted its file {self.path}"
            case "renamed":
                return f"{about} gave its file {self.path} the id {self.new_id or '(none)'}"
            case "present":
                return f"{about} has its file {self.path}"


class LostFiles(Struct, frozen=True):
    """What git was asked for and answered."""

    files: Mapping[str, LostFile]
    """By revision id."""
    incomplete: str = ""
    """Why git may know more than this clone, as the end of a sentence; empty if it does not."""

    def surviving(self, revision: str, known: Mapping[str, object]) -> tuple[str, ...] | None:
        """The nearest ancestors of a lost revision that `known` holds; empty: it was a base. None: nobody can say."""
        found: dict[str, None] = {}
        pending, seen = [revision], {revision}
        while pending:
            lost = self.files.get(pending.pop())
            if lost is None:
                return None
            for parent in lost.down_revision:
                if parent in known:
                    found[parent] = None
                elif parent not in seen:
                    seen.add(parent)
                    pending.append(parent)
        return tuple(found)

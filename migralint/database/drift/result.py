"""The result of comparing live databases: values only."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from msgspec import Struct

if TYPE_CHECKING:
    from migralint.schema.compare import AllowEntry, Difference

Status = Literal["match", "drift", "not-judged"]


class Group(Struct, frozen=True):
    """Databases of one entry with the same stamps and the same content."""

    entry: str
    databases: tuple[str, ...]
    """Their names within the entry, sorted; one empty name for an entry that is a single database."""
    server: str
    """The server's name and version: "postgresql 15.18"."""
    stamps: tuple[str, ...]
    """Sorted."""
    differences: tuple[Difference, ...] = ()
    """The differences that no allow entry accepts: `models` is the result of the migrations up to the stamps,
    `migrations` the content of the database, `mend` changes the second to the first."""
    accepted: tuple[tuple[Difference, AllowEntry], ...] = ()
    target: str = "default"
    """The engine's name in a multidb env.py."""

    def is_drift(self, *, strict: bool = False) -> bool:
        """Whether a difference is more than a note; with `strict`, also if one is a note."""
        return any(strict or not one.note for one in self.differences)


class NotJudged(Struct, frozen=True):
    """Databases of one entry that could not be judged, and the reason."""

    entry: str
    databases: tuple[str, ...]
    """As in `Group`."""
    kind: str
    """unstamped, unknown, stranded, overlapping (as in `env check`); being-deployed; unread (with the reader's
    reason); not-built (the migrations fail); no-place (no server to build them on); filters."""
    why: str
    """The end of a sentence that begins with the database; without secrets."""
    help: str = ""
    """The advice."""
    stamps: tuple[str, ...] = ()


Answer = Group | NotJudged
"""An answer about some databases of one entry."""


class Drift(Struct, frozen=True):
    """All answers, in the order of the targets; the largest group of an entry first."""

    groups: tuple[Group, ...]
    not_judged: tuple[NotJudged, ...] = ()
    notices: tuple[str, ...] = ()
    strict: bool = False
    """Whether notes are drift."""

    @property
    def status(self) -> Status:
        """ "drift" if one database differs, otherwise "not-judged" if one could not be judged."""
        if any(one.is_drift(strict=self.strict) for one in self.groups):
            return "drift"
        return "not-judged" if self.not_judged else "match"

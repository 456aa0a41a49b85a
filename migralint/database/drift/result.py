"""The result of comparing live databases: values only."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from msgspec import Struct

if TYPE_CHECKING:
    from migralint.schema.compare import AllowEntry, Difference

Status = Literal["match", "drift", "not-judged"]


class Group(Struct, frozen=True):
    """Databases of one entry that carry the same stamps and hold the same."""

    entry: str
    databases: tuple[str, ...]
    """Their names within the entry, sorted; one empty name for an entry that is one database."""
    server: str
    """What answered: "postgresql 15.18"."""
    stamps: tuple[str, ...]
    """Sorted."""
    differences: tuple[Difference, ...] = ()
    """Those that no allow entry accepts: `models` is what the migrations up to the stamps make, `migrations` what the
    database has, `mend` leads from there to what the migrations make."""
    accepted: tuple[tuple[Difference, AllowEntry], ...] = ()
    target: str = "default"
    """The engine's name of a multidb env.py."""

    def is_drift(self, *, strict: bool = False) -> bool:
        """Whether more than a note differs; with `strict` a note suffices."""
        return any(strict or not one.note for one in self.differences)


class NotJudged(Struct, frozen=True):
    """Databases of one entry about which nothing can be said, and why."""

    entry: str
    databases: tuple[str, ...]
    """As in `Group`."""
    kind: str
    """unstamped, unknown, stranded, overlapping (as `env check`); being-deployed; unread (the reader says why);
    not-built (the migrations do not run); no-place (nowhere to build them); filters."""
    why: str
    """As the end of a sentence that begins with the database; without secrets."""
    help: str = ""
    """What to do."""
    stamps: tuple[str, ...] = ()


Answer = Group | NotJudged
"""What is said of some databases of one entry."""


class Drift(Struct, frozen=True):
    """Everything that was looked at, in the order of the targets; of an entry the largest group first."""

    groups: tuple[Group, ...]
    not_judged: tuple[NotJudged, ...] = ()
    notices: tuple[str, ...] = ()
    strict: bool = False
    """Notes are drift."""

    @property
    def status(self) -> Status:
        """ "drift" if one database drifts, otherwise "not-judged" if one could not be judged."""
        if any(one.is_drift(strict=self.strict) for one in self.groups):
            return "drift"
        return "not-judged" if self.not_judged else "match"

"""The correction of one call: described by rules, which know no bytes, and turned into file edits by `linting`."""

from __future__ import annotations

from msgspec import Struct

from migralint.source.location import Location


class Correction(Struct, frozen=True):
    """A correction of one call that has exactly one meaning.

    Values are Python source in which names are written with their full path, as `sqlalchemy.text("now()")`; the file
    must import them, and the edit writes them as the file imports them.
    """

    call: Location
    """The whole call, in the corrected file."""

    def with_other(self, other: Correction | None) -> Correction | None:
        """Both corrections as one, for one finding about both; None if they differ, or cannot be combined."""
        return self if other == self else None


class AddKeywords(Correction, frozen=True):
    """Keywords that the call lacks."""

    keywords: tuple[tuple[str, str], ...]
    """Names and values, in order."""


class Replacement(Struct, frozen=True):
    """A new value for one keyword."""

    name: str
    was: str
    """Source of the value that the call must have, with names as the file writes them."""
    value: str
    column: str | None = None
    """The keyword belongs to the `Column(…)` of this name within the call; None: to the call itself."""


class ReplaceValues(Correction, frozen=True):
    """New values for keywords."""

    replacements: tuple[Replacement, ...]

    def with_other(self, other: Correction | None) -> Correction | None:
        """Both corrections as one, if they are about one call."""
        if not isinstance(other, ReplaceValues) or other.call != self.call:
            return None
        return ReplaceValues(self.call, tuple(dict.fromkeys((*self.replacements, *other.replacements))))


class WrapName(Correction, frozen=True):
    """The name of a constraint, wrapped in a function call: `op.f("…")`."""

    name: str
    function: str
    """The full path, as "alembic.op.f"."""


class RunConcurrently(Correction, frozen=True):
    """`postgresql_concurrently=True`, with an `autocommit_block()` around the call, which is the only statement of the
    function."""

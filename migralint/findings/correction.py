"""The correction of one call: described by rules, which know no bytes, and turned into file edits by `linting`."""

from __future__ import annotations

from msgspec import Struct

from migralint.source.location import Location


class Correction(Struct, frozen=True):
    """A correction of one call that means exactly one thing.

    Values are Python source in which names are written out from their package, as `sqlalchemy.text("now()")`; the file
    must import them, and writes them as it does.
    """

    call: Location
    """The whole call, in the file that is corrected."""

    def with_other(self, other: Correction | None) -> Correction | None:
        """Both, for one finding about both; None where they are not the same, or cannot be one."""
        return self if other == self else None


class AddKeywords(Correction, frozen=True):
    """Keywords that the call lacks."""

    keywords: tuple[tuple[str, str], ...]
    """Names and values, in order."""


class Replacement(Struct, frozen=True):
    """Another value of one keyword."""

    name: str
    was: str
    """Source of the value that the call must hold, names as the file writes them."""
    value: str
    column: str | None = None
    """The keyword is one of the `Column(…)` of this name within the call; None: of the call itself."""


class ReplaceValues(Correction, frozen=True):
    """Other values of keywords."""

    replacements: tuple[Replacement, ...]

    def with_other(self, other: Correction | None) -> Correction | None:
        """Both, where they are about one call."""
        if not isinstance(other, ReplaceValues) or other.call != self.call:
            return None
        return ReplaceValues(self.call, tuple(dict.fromkeys((*self.replacements, *other.replacements))))


class WrapName(Correction, frozen=True):
    """A name of a constraint that is given to a function: `op.f("…")`."""

    name: str
    function: str
    """Written out, as "alembic.op.f"."""


class RunConcurrently(Correction, frozen=True):
    """`postgresql_concurrently=True`, within an `autocommit_block()` around the call, which is all that the function
    does."""

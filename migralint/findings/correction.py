"""What corrects one call: said by rules, which know no bytes, and turned into edits of the file by `linting`."""

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


class AddKeywords(Correction, frozen=True):
    """Keywords that the call lacks."""

    keywords: tuple[tuple[str, str], ...]
    """Names and values, in order."""


class ReplaceKeyword(Correction, frozen=True):
    """Another value of a keyword."""

    name: str
    was: str
    """Source of the value that the call must hold, names as the file writes them."""
    value: str
    column: str | None = None
    """The keyword is one of the `Column(…)` of this name within the call; None: of the call itself."""


class WrapName(Correction, frozen=True):
    """A name of a constraint that is given to a function: `op.f("…")`."""

    name: str
    function: str
    """Written out, as "alembic.op.f"."""


class RunConcurrently(Correction, frozen=True):
    """`postgresql_concurrently=True`, within an `autocommit_block()` around the call, which is all that the function
    does."""

"""A flaw in the migrations, as a rule yields it."""

from __future__ import annotations

from msgspec import Struct

from migralint.findings.correction import Correction
from migralint.findings.severity import Severity
from migralint.source.edits import Edit
from migralint.source.location import Location


class Related(Struct, frozen=True):
    """Another place that belongs to a problem."""

    location: Location
    message: str


class Fix(Struct, frozen=True):
    """A safe edit of one file that fixes a problem."""

    path: str
    edits: tuple[Edit, ...]
    meant: str | None = None
    """Source of the statements that the edited ones must parse to, in their order; None: only the others are compared.
    Written from the syntax tree, it proves that the edits of the text are right."""


class Problem(Struct, frozen=True):
    """A flaw: what, where, and what to do. Does not know its rule."""

    message: str
    """One sentence without a final full stop, naming ids and files as people know them."""
    location: Location | None = None
    """The primary place; None for a flaw of the directory as a whole."""
    revisions: tuple[str, ...] = ()
    related: tuple[Related, ...] = ()
    help: str = ""
    """What to do next, in one sentence."""
    fix: Fix | None = None
    correction: Correction | None = None
    """How a call is corrected, where that is certain; `fix` is what it comes to in the file."""
    severity: Severity | None = None
    """Where this one weighs otherwise than its rule says; None: as the rule."""

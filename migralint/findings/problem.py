"""A flaw in the migrations, as a rule yields it."""

from __future__ import annotations

from msgspec import Struct

from migralint.findings.correction import Correction
from migralint.findings.severity import Severity
from migralint.source.edits import Edit
from migralint.source.location import Location


class Related(Struct, frozen=True):
    """Another location that belongs to a problem."""

    location: Location
    message: str


class Fix(Struct, frozen=True):
    """A safe edit of one file that fixes a problem."""

    path: str
    edits: tuple[Edit, ...]
    meant: str | None = None
    """Source of the statements that the edited ones must parse to, in order; None: only the other statements are
    compared. Written from the syntax tree, it proves that the text edits are right."""


class Problem(Struct, frozen=True):
    """A flaw: what, where, and what to do. Independent of the rule that reports it."""

    message: str
    """One sentence without a final full stop, with ids and files under their usual names."""
    location: Location | None = None
    """The primary location; None for a flaw of the directory as a whole."""
    revisions: tuple[str, ...] = ()
    related: tuple[Related, ...] = ()
    help: str = ""
    """What to do next, in one sentence."""
    fix: Fix | None = None
    correction: Correction | None = None
    """How to correct a call, if that is certain; `fix` is the resulting edit of the file."""
    severity: Severity | None = None
    """The severity of this problem if it differs from that of its rule; None: that of the rule."""

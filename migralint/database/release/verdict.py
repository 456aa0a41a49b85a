"""The verdict about a release and a schema: values only."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from migralint.database.result import Failure
from migralint.source.location import Location

Verdict = Literal["breaking", "unknown", "harmless"]
Status = Literal["harmless", "breaking", "failed"]


class ReleaseEffect(Struct, frozen=True):
    """One thing that the new migrations change, in the eyes of the release."""

    verdict: Verdict
    """unknown: models alone do not tell."""
    kind: str
    """The word of a `Kind`: "column-type"."""
    table: str | None
    """With its schema unless that is the default one; None for what belongs to no table."""
    object: str | None
    """The column, constraint, index, … by its name or by what it says; None: the table itself."""
    before: str | None
    """What the migrations of the release made; None: nothing."""
    after: str | None
    """What all migrations make; None: nothing."""
    why: str
    """Why the verdict, in words."""
    revision: str | None = None
    """The new revision that does it, as far as reading shows."""
    location: Location | None = None


class ReleaseTarget(Struct, frozen=True):
    """One target of env.py on one kind of database."""

    name: str
    database: str
    """As people say it: "sqlite 3.40.1"."""
    effects: tuple[ReleaseEffect, ...] = ()
    """The worst first, then by table, kind and object."""
    failure: Failure | None = None

    @property
    def status(self) -> Status:
        """What became of it."""
        if self.failure is not None:
            return "failed"
        return "breaking" if any(one.verdict == "breaking" for one in self.effects) else "harmless"


class ReleaseVerification(Struct, frozen=True):
    """All targets on all databases."""

    ref: str
    """The release, as the user calls it."""
    commit: str
    """The id of its commit."""
    targets: tuple[ReleaseTarget, ...]
    new: tuple[str, ...] = ()
    """The revisions that it does not have, in the order of the history."""
    missing: tuple[str, ...] = ()
    """The revisions that it has and the working tree has not, and that no prune took."""
    not_known: tuple[str, ...] = ()
    """What neither models nor schemas tell, in sentences without a full stop."""
    notices: tuple[str, ...] = ()

    @property
    def status(self) -> Status:
        """The worst of the targets'."""
        order: tuple[Status, ...] = ("harmless", "breaking", "failed")
        return max((one.status for one in self.targets), key=order.index, default="failed")

"""The verdict about a release and a schema: values only."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from migralint.database.result import Failure
from migralint.source.location import Location

Verdict = Literal["breaking", "unknown", "harmless"]
Status = Literal["harmless", "breaking", "failed"]


class ReleaseEffect(Struct, frozen=True):
    """One effect of the new migrations on the release."""

    verdict: Verdict
    """unknown: the models alone are not sufficient to decide."""
    kind: str
    """The word of a `Kind`, such as "column-type"."""
    table: str | None
    """With its schema unless that is the default one; None for an object without a table."""
    object: str | None
    """The name of the column, constraint, index, …, or its description; None: the table itself."""
    before: str | None
    """The result of the release's migrations; None: nothing."""
    after: str | None
    """The result of all migrations; None: nothing."""
    why: str
    """The reason for the verdict, in words."""
    revision: str | None = None
    """The new revision that causes it, as far as this can be read."""
    location: Location | None = None


class ReleaseTarget(Struct, frozen=True):
    """One target of env.py on one kind of database."""

    name: str
    database: str
    """The database in the usual form: "sqlite 3.40.1"."""
    effects: tuple[ReleaseEffect, ...] = ()
    """The worst effect first, then by table, kind and object."""
    failure: Failure | None = None

    @property
    def status(self) -> Status:
        """The result for this target."""
        if self.failure is not None:
            return "failed"
        return "breaking" if any(one.verdict == "breaking" for one in self.effects) else "harmless"


class ReleaseVerification(Struct, frozen=True):
    """All targets on all databases."""

    ref: str
    """The release as the user named it."""
    commit: str
    """The id of its commit."""
    targets: tuple[ReleaseTarget, ...]
    new: tuple[str, ...] = ()
    """The revisions that the release does not have, in the order of the history."""
    missing: tuple[str, ...] = ()
    """The revisions that only the release has, without those that a prune removed."""
    not_known: tuple[str, ...] = ()
    """What neither models nor schemas can show, in sentences without a full stop."""
    notices: tuple[str, ...] = ()

    @property
    def status(self) -> Status:
        """The worst status of all targets."""
        order: tuple[Status, ...] = ("harmless", "breaking", "failed")
        return max((one.status for one in self.targets), key=order.index, default="failed")

"""What an upgrade of an environment would run: values."""

from __future__ import annotations

from msgspec import Struct

from migralint.database.stamps.request import Unread
from migralint.environments.environment import StampSet
from migralint.findings.finding import Finding

Table = tuple[str | None, str]
"""Schema (None: the default one) and name."""


class PlannedRevision(Struct, frozen=True):
    """One revision that some database has still to run."""

    id: str
    path: str | None
    """Absolute path of its file."""
    message: str
    tables: tuple[Table, ...]
    """The tables its operations name, in order."""
    runs_more: bool
    """Whether it runs SQL or code whose tables were not read."""
    findings: tuple[Finding, ...]
    """About its file, in the order of the file."""
    kind: str | None = None
    """What it is to code that runs already: expand, contract, data, mixed, neutral, unknown."""


class PlannedSet(Struct, frozen=True):
    """The upgrade of the databases that are stamped alike."""

    stamp_set: StampSet
    steps: tuple[str, ...]
    """The revisions that run, in Alembic's order."""
    refused: str = ""
    """Why Alembic would refuse; empty if it would not."""


class TableSize(Struct, frozen=True):
    """How large a table is now."""

    table: Table
    exists: bool
    bytes: int | None
    """With its indexes; None: not known."""
    rows: int | None
    exact: bool
    """Whether the rows were counted; otherwise they are the server's estimate."""


class EnvironmentPlan(Struct, frozen=True):
    """What an upgrade of one environment would run."""

    name: str
    sets: tuple[PlannedSet, ...]
    """The largest first, 50 at most."""
    more: int
    """Stamp sets beyond those."""
    unread: int
    """Databases whose stamps are not known."""
    revisions: dict[str, PlannedRevision]
    """All that are in any of the upgrades, by id, in the order of the longest."""
    server: str | None = None
    """What answered, if it was connected to."""
    sizes: tuple[TableSize, ...] | None = None
    """Of the tables of the pending revisions; None: not connected."""
    recorded: StampSet | None = None
    """What the manifest says, where the database itself says something else."""
    unreached: Unread | None = None
    """Why the database could not be asked; then the plan is that of the manifest."""

    @property
    def is_fine(self) -> bool:
        """Whether all databases are known, and Alembic would run each of the upgrades."""
        return self.unreached is None and not self.unread and not any(one.refused for one in self.sets)

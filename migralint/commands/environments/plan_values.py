"""What an upgrade of an environment would run: values."""

from __future__ import annotations

from msgspec import Struct

from migralint.database.stamps.request import Unread
from migralint.environments.environment import StampSet
from migralint.findings.finding import Finding

Table = tuple[str | None, str]
"""Schema (None: the default one) and name."""


class PlannedRevision(Struct, frozen=True):
    """One revision that some database still has to run."""

    id: str
    path: str | None
    """Absolute path of its file."""
    message: str
    tables: tuple[Table, ...]
    """The tables in its operations, in order."""
    runs_more: bool
    """Whether it runs SQL or code whose tables are not known."""
    findings: tuple[Finding, ...]
    """The findings about its file, in the order of the file."""
    kind: str | None = None
    """Its effect on running code: expand, contract, data, mixed, neutral, unknown."""


class PlannedSet(Struct, frozen=True):
    """The upgrade of the databases with the same stamps."""

    stamp_set: StampSet
    steps: tuple[str, ...]
    """The revisions that run, in Alembic's order."""
    refused: str = ""
    """Why Alembic would refuse; empty if it would run the upgrade."""


class TableSize(Struct, frozen=True):
    """The present size of a table."""

    table: Table
    exists: bool
    bytes: int | None
    """In bytes, with its indexes; None: not known."""
    rows: int | None
    exact: bool
    """Whether the rows were counted; otherwise they are the server's estimate."""


class EnvironmentPlan(Struct, frozen=True):
    """The revisions that an upgrade of one environment would run."""

    name: str
    sets: tuple[PlannedSet, ...]
    """The largest first, at most 50."""
    more: int
    """The number of further stamp sets."""
    unread: int
    """The number of databases whose stamps are not known."""
    revisions: dict[str, PlannedRevision]
    """The revisions of all upgrades, by id, in the order of the longest upgrade."""
    server: str | None = None
    """The server that was connected to."""
    sizes: tuple[TableSize, ...] | None = None
    """The sizes of the tables of the pending revisions; None: not connected."""
    recorded: StampSet | None = None
    """The stamps in the manifest, if the database has others."""
    unreached: Unread | None = None
    """Why the database could not be read; then the plan is based on the manifest."""

    @property
    def is_fine(self) -> bool:
        """Whether all databases are known, and Alembic would run all of the upgrades."""
        return self.unreached is None and not self.unread and not any(one.refused for one in self.sets)

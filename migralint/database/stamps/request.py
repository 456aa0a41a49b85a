"""A request for the stamps of a database, and its result: values."""

from __future__ import annotations

from datetime import datetime

from msgspec import Struct, field

from migralint.environments.environment import DatabaseReading, StampSet


class Job(Struct, frozen=True):
    """One database, or one fleet on one server, to read."""

    name: str
    """The name in reports: the environment, or the database of a fleet."""
    url: str
    """A SQLAlchemy URL; secret."""
    reading: DatabaseReading

    def __repr__(self) -> str:
        return f"Job(name={self.name!r})"  # without the password


class Stamped(Struct, frozen=True):
    """The database was read."""

    stamp_sets: tuple[StampSet, ...]
    """The largest first; at least one."""
    server: str
    """The server's name and version: "postgresql 15.18"; empty for output of a command."""
    identity: str = ""
    """Equal for the same version table, for any URL; empty: unknown."""
    tables: tuple[str, ...] = ()
    """For a single database without a stamp: its tables."""
    fleet: FleetReading | None = None
    """For a fleet whose databases have URLs of their own."""

    @property
    def is_complete(self) -> bool:
        """Whether everything was read."""
        return self.fleet is None or not (self.fleet.failures or (self.fleet.unread and self.fleet.sample_of is None))


class FleetReading(Struct, frozen=True):
    """How much of a fleet its record covers."""

    listed: int
    """The number of databases that the command or the query lists."""
    read: int
    """The number of databases that were read now."""
    kept: int
    """The number of databases whose earlier record is kept."""
    unread: int
    """The number of databases without a record."""
    oldest: datetime
    """The time of the oldest record, with its time zone."""
    failures: dict[str, Unread]
    """By name, the databases that could not be read now."""
    sample_of: int | None = None
    """The number of databases from which a sample was drawn; None: no sample."""
    gone: int = 0
    """The number of databases with a record that are no longer listed."""


class Unread(Struct, frozen=True):
    """The database could not be read."""

    kind: str
    """not-set, malformed-url, missing-sqlalchemy, missing-driver, unsupported, unreachable, no-schema, query, command,
    same-database, timeout, crashed, interrupted, error."""
    message: str
    """The reason, as the end of a sentence; without secrets."""
    transient: bool = False
    """Whether another attempt may succeed."""
    failures: dict[str, Unread] = field(default_factory=dict)
    """For a fleet of which nothing was read: the reasons, by the name of the database."""


Outcome = Stamped | Unread

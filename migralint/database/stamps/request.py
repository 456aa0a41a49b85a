"""A request for the stamps of a database, and its result: values."""

from __future__ import annotations

from datetime import datetime

from msgspec import Struct, field

from migralint.environments.environment import DatabaseReading, StampSet


class Job(Struct, frozen=True):
    """One database, or one fleet on one server, to read."""

    name: str
    """The environment, or the database of a fleet, as people call it."""
    url: str
    """A SQLAlchemy URL; secret."""
    reading: DatabaseReading

    def __repr__(self) -> str:
        return f"Job(name={self.name!r})"  # without the password


class Stamped(Struct, frozen=True):
    """It was read."""

    stamp_sets: tuple[StampSet, ...]
    """The largest first; at least one."""
    server: str
    """What answered: "postgresql 15.18"; empty for what a command printed."""
    identity: str = ""
    """The same for the same version table, whichever URL led there; empty: not known."""
    tables: tuple[str, ...] = ()
    """Of a single database without a stamp: the tables that it has."""
    fleet: FleetReading | None = None
    """For a fleet whose databases have their own places."""

    @property
    def is_complete(self) -> bool:
        """Whether all that was to be read was read."""
        return self.fleet is None or not (self.fleet.failures or (self.fleet.unread and self.fleet.sample_of is None))


class FleetReading(Struct, frozen=True):
    """How far the record of a fleet goes."""

    listed: int
    """Databases that the command or the query names."""
    read: int
    """Databases that were read now."""
    kept: int
    """Databases that count as an earlier record has them."""
    unread: int
    """Databases of which there is no record."""
    oldest: datetime
    """When the oldest of the records was made, with its time zone."""
    failures: dict[str, Unread]
    """By name, the databases that could not be read now."""
    sample_of: int | None = None
    """The databases of which a sample was taken; None: all were to be read."""
    gone: int = 0
    """Databases with a record that are named no more."""


class Unread(Struct, frozen=True):
    """It could not be read."""

    kind: str
    """not-set, malformed-url, missing-sqlalchemy, missing-driver, unsupported, unreachable, no-schema, query, command,
    same-database, timeout, crashed, interrupted, error."""
    message: str
    """Why, as the end of a sentence; without secrets."""
    transient: bool = False
    """Whether another try may succeed."""
    failures: dict[str, Unread] = field(default_factory=dict)
    """Of a fleet of which nothing was read: why, by the name of the database."""


Outcome = Stamped | Unread

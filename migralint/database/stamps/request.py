"""What is asked of a database, and what came of it: values."""

from __future__ import annotations

from msgspec import Struct

from migralint.environments.environment import OneTable, Query, Schemas, StampSet


class Job(Struct, frozen=True):
    """One database, or one fleet on one server, to read."""

    name: str
    """The environment, or the database of a fleet, as people call it."""
    url: str
    """A SQLAlchemy URL; secret."""
    reading: OneTable | Schemas | Query

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


class Unread(Struct, frozen=True):
    """It could not be read."""

    kind: str
    """not-set, malformed-url, missing-sqlalchemy, missing-driver, unsupported, unreachable, no-schema, query, command,
    same-database, timeout, crashed, interrupted, error."""
    message: str
    """Why, as the end of a sentence; without secrets."""
    transient: bool = False
    """Whether another try may succeed."""


Outcome = Stamped | Unread

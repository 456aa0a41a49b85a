"""What is asked of a database, and what came of it: values."""

from __future__ import annotations

from dataclasses import dataclass, field

from migralint.environments.environment import Reading, StampSet


@dataclass(frozen=True, slots=True)
class Job:
    """One database, or one fleet on one server, to read."""

    name: str
    """The environment, as people call it."""
    url: str = field(repr=False)
    """A SQLAlchemy URL; secret."""
    reading: Reading


@dataclass(frozen=True, slots=True)
class Stamped:
    """It was read."""

    stamp_sets: tuple[StampSet, ...]
    """The largest first; at least one."""
    server: str
    """What answered: "postgresql 15.18"."""


@dataclass(frozen=True, slots=True)
class Unread:
    """It could not be read."""

    kind: str
    """not-set, malformed-url, missing-sqlalchemy, missing-driver, unsupported, unreachable, no-schema, query, timeout,
    crashed, error."""
    message: str
    """Why, as the end of a sentence; without secrets."""


Outcome = Stamped | Unread

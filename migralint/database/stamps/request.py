"""What is asked of a database, and what came of it: values."""

from __future__ import annotations

from msgspec import Struct

from migralint.environments.environment import Reading, StampSet


class Job(Struct, frozen=True):
    """One database, or one fleet on one server, to read."""

    name: str
    """The environment, as people call it."""
    url: str
    """A SQLAlchemy URL; secret."""
    reading: Reading

    def __repr__(self) -> str:
        return f"Job(name={self.name!r})"  # without the password


class Stamped(Struct, frozen=True):
    """It was read."""

    stamp_sets: tuple[StampSet, ...]
    """The largest first; at least one."""
    server: str
    """What answered: "postgresql 15.18"."""


class Unread(Struct, frozen=True):
    """It could not be read."""

    kind: str
    """not-set, malformed-url, missing-sqlalchemy, missing-driver, unsupported, unreachable, no-schema, query, timeout,
    crashed, error."""
    message: str
    """Why, as the end of a sentence; without secrets."""


Outcome = Stamped | Unread

"""How databases are read: a value."""

from __future__ import annotations

from datetime import timedelta

from msgspec import Struct


class ReadingOptions(Struct, frozen=True):
    """How databases are read, whichever they are."""

    python: str
    """Path of the project's interpreter."""
    folder: str
    """Where a command runs."""
    timeout: int
    """Seconds for each database."""
    command_timeout: int = 600
    """Seconds for a command that names databases."""
    fresher_than: timedelta | None = None
    """A database with a record younger than this is not read again; None: all are read."""
    sample: int | None = None
    """Read so many databases of a fleet, chosen at random; None: all."""

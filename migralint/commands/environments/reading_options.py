"""How databases are read: a value."""

from __future__ import annotations

from datetime import timedelta

from msgspec import Struct


class ReadingOptions(Struct, frozen=True):
    """Options for reading any databases."""

    python: str
    """Path of the project's interpreter."""
    folder: str
    """The working directory of a command."""
    timeout: int
    """Seconds for each database."""
    command_timeout: int = 600
    """Seconds for a command that names databases."""
    fresher_than: timedelta | None = None
    """A database with a more recent record than this is not read again; None: all are read."""
    sample: int | None = None
    """The number of databases of a fleet to read, chosen at random; None: all."""

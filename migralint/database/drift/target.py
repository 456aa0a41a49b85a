"""Selects the live databases to compare."""

from __future__ import annotations

from msgspec import Struct


class LiveTarget(Struct, frozen=True):
    """One live database, or with `glob` one schema after another of one."""

    entry: str
    """As people call it: the entry of the manifest, or the variable that holds the URL."""
    url: str
    """A SQLAlchemy URL; secret."""
    name: str = ""
    """The database's name within its entry; empty for the only one."""
    schema: str | None = None
    """The schema of its version table; None: as env.py says."""
    glob: str | None = None
    """Each schema that matches is its own database."""
    version_table: str | None = None
    """None: as env.py says."""

    def __repr__(self) -> str:
        return f"LiveTarget(entry={self.entry!r}, name={self.name!r})"  # without the password

    @property
    def kind(self) -> str:
        """What sort of database it is, by SQLAlchemy's name."""
        backend = self.url.strip().partition(":")[0].partition("+")[0].lower()
        return {"postgres": "postgresql"}.get(backend, backend)


Job = tuple[int, tuple[LiveTarget, ...]]
"""A place in the order, and targets that share a connection."""

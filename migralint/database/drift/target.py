"""Selects the live databases to compare."""

from __future__ import annotations

from msgspec import Struct


class LiveTarget(Struct, frozen=True):
    """One live database; with `glob`, each matching schema of a database."""

    entry: str
    """The name in reports: the entry of the manifest, or the variable that contains the URL."""
    url: str
    """A SQLAlchemy URL; secret."""
    name: str = ""
    """The database's name within its entry; empty for a single database."""
    schema: str | None = None
    """The schema of its version table; None: as in env.py."""
    glob: str | None = None
    """Each matching schema is a database of its own."""
    version_table: str | None = None
    """None: as in env.py."""

    def __repr__(self) -> str:
        return f"LiveTarget(entry={self.entry!r}, name={self.name!r})"  # without the password

    @property
    def kind(self) -> str:
        """SQLAlchemy's name of the kind of database."""
        backend = self.url.strip().partition(":")[0].partition("+")[0].lower()
        return {"postgres": "postgresql"}.get(backend, backend)


Job = tuple[int, tuple[LiveTarget, ...]]
"""A position in the order, and targets that share a connection."""

"""One revision in the graph."""

from __future__ import annotations

from datetime import datetime

from msgspec import Struct

from migralint.source.location import Location


class Revision(Struct, frozen=True):
    """One revision: its id, the names in its header, and the location of each.

    Tests write `Revision("b", ("a",))`; everything but the id has a default.
    """

    id: str
    down_revision: tuple[str, ...] = ()
    """The ids of its parents, as written; empty for a base."""
    depends_on: tuple[str, ...] = ()
    """The ids or branch labels of its dependencies, as written, unresolved."""
    branch_labels: tuple[str, ...] = ()
    """The labels this file carries itself (Alembic spreads them to others)."""
    message: str = ""
    """First line of the docstring; empty if there is none."""
    create_date: datetime | None = None
    """The docstring's Create Date; None if missing or unreadable."""
    id_at: Location | None = None
    """The location of the value of `revision`; the other three likewise."""
    down_revision_at: Location | None = None
    depends_on_at: Location | None = None
    branch_labels_at: Location | None = None

    @property
    def path(self) -> str | None:
        """The file's absolute path; None for a revision created in a test."""
        return self.id_at.path if self.id_at is not None else None

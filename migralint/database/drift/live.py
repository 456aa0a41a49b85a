"""One live database as migralint sees it: its stamps, and the content of the project's schemas."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Protocol

from msgspec import Struct

from migralint.database.drift.comparison_options import WantsRows
from migralint.database.drift.scratches import Expected, Scratches
from migralint.schema.database import Database


class Stamp(Struct, frozen=True):
    """The stamps in the version table of one database."""

    stamps: frozenset[str] = frozenset()
    error: str = ""
    """Why it could not be read, as the end of a sentence; empty: it was read."""
    kind: str = ""
    """The kind of the error, as in `Unread`."""
    missing: bool = False
    """Whether there is no version table."""


class Sides(Struct, frozen=True):
    """The two databases to compare, with the same names."""

    expected: Database
    actual: Database
    role: str = ""
    """PostgreSQL: the role that has read it."""
    owner: str = ""
    """PostgreSQL: the owner of the version table, which most likely has run the migrations."""
    scratch_role: str = ""
    """PostgreSQL: the role that created the scratch database."""
    scratch_schema: str | None = None
    """The name of the default schema in the scratch database; None: it is also the default there."""
    notice: str = ""
    """A notice about the comparison; empty: none."""
    stands_for: str | None = None
    """The schema of the scratch database that corresponds to a schema of another name; None: the names are equal."""


class Live(Protocol):
    """A live database, or a database with one schema per tenant."""

    @property
    def server(self) -> str:
        """The server's name and version: "postgresql 15.18"."""

    def stamps(self, schemas: Sequence[str | None]) -> list[Stamp]:
        """Return the stamps of each of these schemas (None: as in env.py), in their order. Raises LiveError."""

    def sides(self, schema: str | None, expected: Expected, scratches: Scratches, rows: WantsRows) -> Sides:
        """Read the live database and, in the same way, the one its stamps promise. Raises LiveError, InputError."""

    def fingerprints(self, schemas: Sequence[str], expected: Expected, scratches: Scratches) -> Iterator[str]:
        """Return a digest of each schema, in their order; equal digests mean equal content. Raises LiveError."""

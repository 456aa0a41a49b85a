"""One live database as migralint sees it: its stamps, and the content of the project's schemas."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Protocol

from msgspec import Struct

from migralint.database.drift.comparison_options import WantsRows
from migralint.database.drift.scratches import Expected, Scratches
from migralint.schema.database import Database


class Stamp(Struct, frozen=True):
    """What is in the version table of one database."""

    stamps: frozenset[str] = frozenset()
    error: str = ""
    """Why it could not be read, as the end of a sentence; empty if it was."""
    kind: str = ""
    """The error's, as `Unread` has it."""
    missing: bool = False
    """There is no version table."""


class Sides(Struct, frozen=True):
    """The two databases that are compared, named alike."""

    expected: Database
    found: Database
    role: str = ""
    """PostgreSQL: who has read it."""
    owner: str = ""
    """PostgreSQL: who owns the version table, and so has most likely run the migrations."""
    scratch_role: str = ""
    """PostgreSQL: who has made the scratch database."""
    scratch_schema: str | None = None
    """What the default schema is called in the scratch database; None: it is the default one there too."""
    notice: str = ""
    """What should be known of the comparison; empty: nothing."""
    stands_for: str | None = None
    """The schema of the scratch database in whose place another one is looked at; None: it is the same."""


class Live(Protocol):
    """A live database, or a server's database with a schema for each tenant."""

    @property
    def server(self) -> str:
        """What answers: "postgresql 15.18"."""

    def stamps(self, schemas: Sequence[str | None]) -> list[Stamp]:
        """What each of these schemas (None: as env.py says) is stamped with, in their order. Raises LiveError."""

    def sides(self, schema: str | None, expected: Expected, scratches: Scratches, rows: WantsRows) -> Sides:
        """Read it, and with the same eyes what the stamps promise. Raises LiveError, InputError."""

    def fingerprints(self, schemas: Sequence[str], expected: Expected, scratches: Scratches) -> Iterator[str]:
        """What the schemas hold, as digests in their order; equal ones hold the same. Raises LiveError."""

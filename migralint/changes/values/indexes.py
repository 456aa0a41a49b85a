"""Changes of indexes."""

from __future__ import annotations

from migralint.changes.change import OnTable
from migralint.changes.definitions import IndexPart


class CreateIndex(OnTable, frozen=True):
    """A new index."""

    name: str | None = None
    columns: tuple[IndexPart, ...] = ()
    unique: bool = False
    concurrently: bool = False
    if_not_exists: bool = False
    only: bool = False
    """ON ONLY a partitioned table."""
    where: str | None = None
    prefix: str = ""
    """MySQL's FULLTEXT or SPATIAL."""
    by_column: bool = False
    """Created by `Column(index=True)`."""


class DropIndex(OnTable, frozen=True):
    """A dropped index; its table is often not named."""

    name: str | None = None
    concurrently: bool = False
    if_exists: bool = False
    cascade: bool = False


class RenameIndex(OnTable, frozen=True):
    """A renamed index."""

    name: str | None = None
    new_name: str | None = None

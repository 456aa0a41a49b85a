"""Changes of rows, and queries."""

from __future__ import annotations

from typing import Literal

from migralint.changes.change import Change, OnTable
from migralint.changes.definitions import TableName


class ChangeData(OnTable, frozen=True):
    """INSERT, UPDATE, DELETE, TRUNCATE."""

    verb: Literal["insert", "update", "delete", "truncate"] = "update"
    where: str | None = None
    """The condition; None: there is none. Empty: it is not literal."""
    from_select: bool = False
    """INSERT … SELECT."""
    reads: tuple[TableName, ...] = ()
    """Other relations that the statement names."""
    columns: tuple[str, ...] = ()
    """Columns that are set or inserted."""
    words: frozenset[str] = frozenset()
    """All names and words of the statement, in lower case."""
    values: tuple[str, ...] = ()
    """String literals in it."""
    limited: bool = False
    """It has a LIMIT, or is restricted to a range or to the result of a sub-select with a LIMIT."""
    cascade: bool = False
    rows: bool = False
    """Literal rows: bulk_insert, INSERT … VALUES."""


class Select(Change, frozen=True):
    """A query."""

    reads: tuple[TableName, ...] = ()
    words: frozenset[str] = frozenset()
    where: bool = False
    limited: bool = False


class Orm(Change, frozen=True):
    """A session's work with models: query, add, delete, merge, flush, …."""

    method: str

"""Indexes."""

from __future__ import annotations

from msgspec import Struct


class IndexPart(Struct, frozen=True):
    """One key of an index."""

    expression: str
    """The name of a column, or the SQL of an expression."""
    is_column: bool = True
    descending: bool = False
    nulls: str = ""
    """ "FIRST" or "LAST" if it differs from the default of the direction."""
    collation: str = ""
    """Empty: the collation of the column."""
    operator_class: str = ""
    """PostgreSQL; empty: the default operator class of the type."""


class Index(Struct, frozen=True):
    """An index that belongs to no constraint; its name is its identity."""

    name: str
    parts: tuple[IndexPart, ...]
    unique: bool = False
    where: str | None = None
    """The condition of a partial index."""
    method: str = ""
    """PostgreSQL: the access method; empty: btree."""
    include: tuple[str, ...] = ()
    nulls_not_distinct: bool = False
    options: tuple[str, ...] = ()
    """Storage parameters, sorted: "fillfactor=70"."""
    valid: bool = True
    """False: a concurrent build failed and left the index behind."""
    comment: str | None = None
    stored: str = ""
    """The text that the last comparison uses, as in `Table.stored`."""

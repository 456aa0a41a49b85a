"""Indexes."""

from __future__ import annotations

from msgspec import Struct


class IndexPart(Struct, frozen=True):
    """One key of an index."""

    expression: str
    """A column's name, or an expression's SQL."""
    is_column: bool = True
    descending: bool = False
    nulls: str = ""
    """ "FIRST" or "LAST" where it is not what the direction implies."""
    collation: str = ""
    """Empty: the column's own."""
    operator_class: str = ""
    """PostgreSQL; empty: the type's default one."""


class Index(Struct, frozen=True):
    """An index that no constraint owns; its name is its identity."""

    name: str
    parts: tuple[IndexPart, ...]
    unique: bool = False
    where: str | None = None
    """The condition of a partial index."""
    method: str = ""
    """PostgreSQL; empty: btree."""
    include: tuple[str, ...] = ()
    nulls_not_distinct: bool = False
    options: tuple[str, ...] = ()
    """Storage parameters, sorted: "fillfactor=70"."""
    valid: bool = True
    """False: a concurrent build that failed left it behind."""
    comment: str | None = None
    stored: str = ""
    """What the last net compares, as `Table.stored`."""

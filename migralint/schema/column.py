"""Columns."""

from __future__ import annotations

from msgspec import Struct


class Computed(Struct, frozen=True):
    """A generated column's expression."""

    expression: str
    stored: bool


class Identity(Struct, frozen=True):
    """An identity column's sequence (PostgreSQL)."""

    always: bool
    """GENERATED ALWAYS; otherwise BY DEFAULT."""
    start: int = 1
    increment: int = 1
    minimum: int | None = None
    """None: the type's own bound."""
    maximum: int | None = None
    cycle: bool = False
    cache: int = 1
    position: int | None = None
    """The last value given out; None: none yet."""


class Column(Struct, frozen=True):
    """One column."""

    name: str
    type: str
    """As declared (SQLite) or as the server prints it (PostgreSQL); empty on SQLite for a column without type."""
    nullable: bool = True
    """Whether it can hold NULL: False for what a primary key implies, too."""
    default: str | None = None
    """The server default's SQL."""
    collation: str | None = None
    """None: the database's own, or that of the type."""
    computed: Computed | None = None
    identity: Identity | None = None
    autoincrement: str = ""
    """SQLite: "rowid" for an alias of the rowid, "AUTOINCREMENT" with that word; PostgreSQL: "SERIAL" for a default
    that is the next value of the column's own sequence, which `default` then leaves out. Else empty."""
    comment: str | None = None
    on_conflict: str = ""
    """SQLite: what NOT NULL does on conflict ("IGNORE", …); empty for ABORT, the default."""
    not_null: str = ""
    """PostgreSQL 18: "NO INHERIT", "NOT VALID" or both; empty for a NOT NULL that holds as usual."""

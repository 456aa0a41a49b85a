"""Constraints of a table."""

from __future__ import annotations

from msgspec import Struct


class PrimaryKey(Struct, frozen=True):
    """A primary key."""

    columns: tuple[str, ...]
    """In the key's order; with ` DESC` or ` COLLATE x` behind the name where it says so."""
    name: str | None = None
    """None: it has none, or none that somebody gave it."""
    on_conflict: str = ""
    """SQLite; empty for ABORT, the default."""
    deferrable: str = ""
    """ "DEFERRABLE" or "DEFERRABLE INITIALLY DEFERRED"; empty for neither (also below)."""
    include: tuple[str, ...] = ()
    """PostgreSQL: columns the index carries along (also below)."""
    comment: str | None = None
    period: bool = False
    """PostgreSQL 18: the last column holds WITHOUT OVERLAPS (also below); of a foreign key, it is a PERIOD."""
    unenforced: tuple[str, ...] = ()
    """PostgreSQL: why it does not hold for all rows, sorted: "RI_FKey_check_ins DISABLED" for its own trigger that
    somebody disabled, "NOT ENFORCED", "INDEX INVALID" (also below)."""


class UniqueConstraint(Struct, frozen=True):
    """A unique constraint (not a unique index)."""

    columns: tuple[str, ...]
    """In the order of the index behind it; as in `PrimaryKey.columns`."""
    name: str | None = None
    on_conflict: str = ""
    deferrable: str = ""
    include: tuple[str, ...] = ()
    nulls_not_distinct: bool = False
    comment: str | None = None
    period: bool = False
    unenforced: tuple[str, ...] = ()


class Check(Struct, frozen=True):
    """A check constraint."""

    expression: str
    name: str | None = None
    validated: bool = True
    """False: NOT VALID (also below)."""
    no_inherit: bool = False
    comment: str | None = None
    unenforced: tuple[str, ...] = ()


class ForeignKey(Struct, frozen=True):
    """A foreign key."""

    columns: tuple[str, ...]
    target: str
    """The name of the table it points to, with its schema unless that is the default one."""
    target_columns: tuple[str, ...]
    """As many as `columns`; a key that named none points to the target's primary key."""
    name: str | None = None
    on_update: str = ""
    """ "CASCADE", "SET NULL", …; empty for NO ACTION, the default."""
    on_delete: str = ""
    match: str = ""
    """ "FULL" or "PARTIAL"; empty for SIMPLE, the default."""
    deferrable: str = ""
    validated: bool = True
    comment: str | None = None
    period: bool = False
    unenforced: tuple[str, ...] = ()
    index: str = ""
    """MySQL, MariaDB: the index that InnoDB made for this key alone and does not remove with it."""


class Exclusion(Struct, frozen=True):
    """An exclusion constraint (PostgreSQL)."""

    definition: str
    """From EXCLUDE on, as the server prints it."""
    name: str | None = None
    comment: str | None = None
    unenforced: tuple[str, ...] = ()


Constraint = PrimaryKey | UniqueConstraint | Check | ForeignKey | Exclusion

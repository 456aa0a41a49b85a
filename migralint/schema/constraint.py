"""Constraints of a table."""

from __future__ import annotations

from msgspec import Struct


class PrimaryKey(Struct, frozen=True):
    """A primary key."""

    columns: tuple[str, ...]
    """In the order of the key, with ` DESC` or ` COLLATE x` after a name if declared so."""
    name: str | None = None
    """None: it has no name, or only a generated one."""
    on_conflict: str = ""
    """SQLite: the ON CONFLICT action; empty for ABORT, the default."""
    deferrable: str = ""
    """ "DEFERRABLE" or "DEFERRABLE INITIALLY DEFERRED"; empty for neither (also in the classes below)."""
    include: tuple[str, ...] = ()
    """PostgreSQL: the columns in INCLUDE (also in the classes below)."""
    comment: str | None = None
    period: bool = False
    """PostgreSQL 18: the last column has WITHOUT OVERLAPS (also in the classes below); for a foreign key, it is a
    PERIOD."""
    unenforced: tuple[str, ...] = ()
    """PostgreSQL: why it does not hold for all rows, sorted: "RI_FKey_check_ins DISABLED" if its own trigger is
    disabled, "NOT ENFORCED", "INDEX INVALID" (also in the classes below)."""


class UniqueConstraint(Struct, frozen=True):
    """A unique constraint (not a unique index)."""

    columns: tuple[str, ...]
    """In the order of the underlying index; as in `PrimaryKey.columns`."""
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
    """False: NOT VALID (also in the class below)."""
    no_inherit: bool = False
    comment: str | None = None
    unenforced: tuple[str, ...] = ()


class ForeignKey(Struct, frozen=True):
    """A foreign key."""

    columns: tuple[str, ...]
    target: str
    """The name of the referenced table, with its schema unless that is the default one."""
    target_columns: tuple[str, ...]
    """As many as `columns`; a foreign key without explicit target columns references the target's primary key."""
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
    """MySQL, MariaDB: the index that InnoDB created only for this key and does not drop with it."""


class Exclusion(Struct, frozen=True):
    """An exclusion constraint (PostgreSQL)."""

    definition: str
    """The definition as the server prints it, starting with EXCLUDE."""
    name: str | None = None
    comment: str | None = None
    unenforced: tuple[str, ...] = ()


Constraint = PrimaryKey | UniqueConstraint | Check | ForeignKey | Exclusion

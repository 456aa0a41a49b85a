"""Tables and what belongs to them alone."""

from __future__ import annotations

from msgspec import Struct
from msgspec.structs import replace

from migralint.schema.column import Column, Computed
from migralint.schema.constraint import Check, Exclusion, ForeignKey, PrimaryKey, UniqueConstraint
from migralint.schema.index import Index
from migralint.schema.rows import Rows


class Table(Struct, frozen=True):
    """One table."""

    name: str
    columns: tuple[Column, ...] = ()
    """In the order of the table."""
    schema: str | None = None
    """None: the default schema."""
    primary_key: PrimaryKey | None = None
    uniques: tuple[UniqueConstraint, ...] = ()
    checks: tuple[Check, ...] = ()
    foreign_keys: tuple[ForeignKey, ...] = ()
    exclusions: tuple[Exclusion, ...] = ()
    indexes: tuple[Index, ...] = ()
    """The indexes that belong to no constraint."""
    options: tuple[str, ...] = ()
    """Other properties of the table, sorted: "STRICT", "WITHOUT ROWID", "UNLOGGED", "PARTITION BY RANGE (day)", …"""
    comment: str | None = None
    rows: Rows | None = None
    """The content; None: not read."""
    position: int | None = None
    """SQLite: the position of AUTOINCREMENT; None: the table has none."""
    stored: str = ""
    """The text that the last comparison uses. SQLite: the stored text of the table; PostgreSQL: what no other field
    covers."""
    understood: bool = True
    """False: the definition could not be read completely, so a difference in `stored` is drift, not a note."""


def without_text(table: Table) -> Table:
    """Return the table without what only its definition shows, to compare a table with an unreadable definition.

    The omitted parts (names of constraints, checks, collations) are compared as text, in `stored`.
    """
    key = table.primary_key
    return replace(
        table,
        columns=tuple(
            replace(
                column,
                collation=None,
                computed=column.computed and Computed("", column.computed.stored),
                autoincrement="rowid" if column.autoincrement else "",
                on_conflict="",
            )
            for column in table.columns
        ),
        primary_key=key and PrimaryKey(tuple(map(_plain, key.columns))),
        uniques=tuple(UniqueConstraint(tuple(map(_plain, one.columns))) for one in table.uniques),
        checks=(),
        foreign_keys=tuple(replace(one, name=None, match="", deferrable="") for one in table.foreign_keys),
    )


def _plain(key: str) -> str:
    return key.removesuffix(" DESC").partition(" COLLATE ")[0]

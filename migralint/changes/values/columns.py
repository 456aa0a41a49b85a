"""Changes of columns."""

from __future__ import annotations

from typing import Literal

from msgspec import Struct

from migralint.changes.change import OnTable
from migralint.changes.definitions import Column, Default
from migralint.changes.types import Type


class AddColumn(OnTable, frozen=True):
    """A new column."""

    column: Column = Column(None)
    if_not_exists: bool = False
    inline_references: bool = False
    inline_primary_key: bool = False
    positioned: bool = False
    """MySQL's FIRST or AFTER."""


class DropColumn(OnTable, frozen=True):
    """A dropped column."""

    column: str | None = None
    cascade: bool = False
    if_exists: bool = False


class Existing(Struct, frozen=True):
    """The earlier properties of the column according to the call: `existing_type` and similar keywords."""

    type: Type | None = None
    nullable: bool | None = None
    default: Default | Literal["none", "not given"] = "not given"
    """ "none": `existing_server_default=None` or False."""
    comment: str | None = None
    autoincrement: bool | None = None
    given: frozenset[str] = frozenset()
    """The keywords, as "existing_type"."""


class AlterColumn(OnTable, frozen=True):
    """A changed type, nullability, default, name or comment."""

    column: str | None = None
    type: Type | None = None
    """None: the type does not change."""
    nullable: bool | None = None
    """None: nullability does not change."""
    default: Default | Literal["drop", "keep"] = "keep"
    new_name: str | None = None
    using: str | None = None
    """PostgreSQL's USING; empty if it is not literal."""
    comment: str | Literal[False] | None = False
    """False: the comment does not change; None: it is removed."""
    autoincrement: bool | None = None
    existing: Existing = Existing()
    redefines: bool = False
    """MySQL's MODIFY or CHANGE: every property that is not specified is reset."""
    column_definition: Column | None = None
    """The definition in MODIFY or CHANGE."""
    keywords: frozenset[str] = frozenset()
    """All keywords of the call."""

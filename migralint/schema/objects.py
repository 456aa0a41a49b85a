"""Objects of a database other than tables."""

from __future__ import annotations

from msgspec import Struct

from migralint.schema.rows import Rows


class View(Struct, frozen=True):
    """A view, or a materialised one."""

    name: str
    definition: str
    """The query's SQL, behind AS; on SQLite with the list of column names before it, if there is one."""
    schema: str | None = None
    """None: the default one (also below)."""
    materialized: bool = False
    options: tuple[str, ...] = ()
    """Sorted: "security_barrier=true", "WITH NO DATA", …"""
    comment: str | None = None
    rows: Rows | None = None
    """What a materialised view holds since it was refreshed; None: not read, or it holds nothing by itself."""


class Trigger(Struct, frozen=True):
    """A trigger."""

    name: str
    table: str
    """The table or view it belongs to."""
    definition: str
    """From the timing on: "AFTER UPDATE OF price ON items …"."""
    schema: str | None = None
    """That of the table."""
    enabled: str = ""
    """PostgreSQL: "DISABLED", "REPLICA" or "ALWAYS"; empty: as usual."""
    comment: str | None = None


class Sequence(Struct, frozen=True):
    """A sequence that no identity column owns (PostgreSQL)."""

    name: str
    schema: str | None = None
    type: str = "bigint"
    start: int = 1
    increment: int = 1
    minimum: int | None = None
    """None: the type's own bound."""
    maximum: int | None = None
    cycle: bool = False
    cache: int = 1
    owner: str = ""
    """The column that owns it, "schema.table.column" or "table.column"; empty: none."""
    position: int | None = None
    """The last value given out; None: none yet."""
    comment: str | None = None


class EnumType(Struct, frozen=True):
    """An enum type (PostgreSQL)."""

    name: str
    values: tuple[str, ...]
    """In their order."""
    schema: str | None = None
    comment: str | None = None


class Domain(Struct, frozen=True):
    """A domain (PostgreSQL)."""

    name: str
    type: str
    schema: str | None = None
    nullable: bool = True
    default: str | None = None
    collation: str | None = None
    checks: tuple[tuple[str, str], ...] = ()
    """Name and definition of each check, sorted."""
    comment: str | None = None


class CompositeType(Struct, frozen=True):
    """A composite or range type (PostgreSQL)."""

    name: str
    definition: str
    """ "(street text, zip text)" or "RANGE (subtype=date)"."""
    schema: str | None = None
    comment: str | None = None


class Function(Struct, frozen=True):
    """A function, procedure or aggregate (PostgreSQL)."""

    signature: str
    """Its name and the types of its arguments: "touch()", "add(integer, integer)"."""
    definition: str
    """As the server prints it, without the schema."""
    schema: str | None = None
    comment: str | None = None


class Extension(Struct, frozen=True):
    """An extension (PostgreSQL)."""

    name: str
    version: str = ""
    schema: str | None = None
    comment: str | None = None


class Policy(Struct, frozen=True):
    """A row security policy (PostgreSQL)."""

    name: str
    table: str
    definition: str
    """ "AS PERMISSIVE FOR ALL TO public USING (…) WITH CHECK (…)"."""
    schema: str | None = None
    comment: str | None = None


class ObjectAttribute(Struct, frozen=True):
    """What an object outside tables is beside its definition: its owner, privileges, a comment on a part of it.

    It is there only where it is not as it would be by itself (PostgreSQL).
    """

    name: str
    sort: str
    """ "schema", "function", "column", …"""
    says: str
    """ "OWNER ops; PRIVILEGES {…}"."""
    schema: str | None = None


class Other(Struct, frozen=True):
    """What has no value of its own: extended statistics, a collation, an operator, a cast, … (PostgreSQL).

    On SQLite the numbers that a file keeps for its application, `user_version` and `application_id`.
    """

    name: str
    sort: str
    """ "statistics", "collation", "operator", "cast", "event trigger", …; "setting" on SQLite"""
    definition: str
    schema: str | None = None
    comment: str | None = None

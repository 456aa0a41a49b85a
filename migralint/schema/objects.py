"""Objects of a database other than tables."""

from __future__ import annotations

from msgspec import Struct

from migralint.schema.rows import Rows


class View(Struct, frozen=True):
    """A view or a materialized view."""

    name: str
    definition: str
    """The SQL of the query, after AS; on SQLite preceded by the list of column names, if any."""
    schema: str | None = None
    """None: the default schema (also in the classes below)."""
    materialized: bool = False
    options: tuple[str, ...] = ()
    """Sorted: "security_barrier=true", "WITH NO DATA", …"""
    comment: str | None = None
    rows: Rows | None = None
    """The content of a materialized view since its last refresh; None: not read, or an ordinary view."""


class Trigger(Struct, frozen=True):
    """A trigger."""

    name: str
    table: str
    """The table or view to which it belongs."""
    definition: str
    """The text that starts with the timing: "AFTER UPDATE OF price ON items …"."""
    schema: str | None = None
    """The schema of the table."""
    enabled: str = ""
    """PostgreSQL: "DISABLED", "REPLICA" or "ALWAYS"; empty: the default state."""
    comment: str | None = None


class Sequence(Struct, frozen=True):
    """A sequence that no identity column owns (PostgreSQL)."""

    name: str
    schema: str | None = None
    type: str = "bigint"
    start: int = 1
    increment: int = 1
    minimum: int | None = None
    """None: the bound of the type."""
    maximum: int | None = None
    cycle: bool = False
    cache: int = 1
    owner: str = ""
    """The column that owns it, "schema.table.column" or "table.column"; empty: none."""
    position: int | None = None
    """The last value that the counter returned; None: it has not been used."""
    comment: str | None = None


class EnumType(Struct, frozen=True):
    """An enum type (PostgreSQL)."""

    name: str
    values: tuple[str, ...]
    """In their declared order."""
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
    """The name and the definition of each check, sorted."""
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
    """The name and the argument types: "touch()", "add(integer, integer)"."""
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
    """An attribute of an object other than a table: its owner, its privileges, a comment on a part of it.

    It exists only if it differs from the default (PostgreSQL).
    """

    name: str
    sort: str
    """ "schema", "function", "column", …"""
    says: str
    """ "OWNER ops; PRIVILEGES {…}"."""
    schema: str | None = None


class Other(Struct, frozen=True):
    """An object without a class of its own: extended statistics, a collation, an operator, a cast, … (PostgreSQL).

    On SQLite, a number that the file stores for its application: `user_version` or `application_id`.
    """

    name: str
    sort: str
    """ "statistics", "collation", "operator", "cast", "event trigger", …; "setting" on SQLite"""
    definition: str
    schema: str | None = None
    comment: str | None = None

"""Owners and privileges (PostgreSQL)."""

from __future__ import annotations

from msgspec import Struct


class Grant(Struct, frozen=True):
    """One privilege of one role."""

    privilege: str
    """ "SELECT", or "SELECT (name)" for a column."""
    role: str | None
    """None: PUBLIC, which means every role."""
    grantable: bool = False
    """Whether the role may grant the privilege to others (WITH GRANT OPTION)."""
    grantor: str = ""
    """The role that granted it; empty: the owner."""


class Access(Struct, frozen=True):
    """The owner of an object and the privileges on it; exists only for an object that differs from the defaults."""

    name: str
    """The name in reports; empty for the database."""
    sort: str
    """ "table", "column", "schema", "function", …, "database", "default privileges"."""
    kind: str
    """The object kind in GRANT … ON and ALTER … OWNER: "TABLE", "ROUTINE", …"""
    target: str
    """The SQL name after that keyword; empty for the database and for default privileges."""
    schema: str | None = None
    """None: the default schema, or the object belongs to no schema."""
    of_role: str = ""
    """For default privileges: the role whose new objects get them."""
    owner: str = ""
    """The owner; empty: the role that created the database."""
    granted: tuple[Grant, ...] = ()
    """The privileges beyond the object's defaults, sorted."""
    revoked: tuple[Grant, ...] = ()
    """The default privileges that were revoked, sorted."""

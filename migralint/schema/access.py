"""Owners and privileges (PostgreSQL)."""

from __future__ import annotations

from msgspec import Struct


class Grant(Struct, frozen=True):
    """One privilege of one role."""

    privilege: str
    """ "SELECT", or "SELECT (name)" for a column."""
    role: str | None
    """None: PUBLIC, which is everybody."""
    grantable: bool = False
    """WITH GRANT OPTION."""
    grantor: str = ""
    """Who gave it; empty: the owner."""


class Access(Struct, frozen=True):
    """Who owns an object and who may do what with it; there only where that is not as it would be by itself."""

    name: str
    """As reports show it; empty for the database."""
    sort: str
    """ "table", "column", "schema", "function", …, "database", "default privileges"."""
    kind: str
    """The word of GRANT … ON and ALTER … OWNER: "TABLE", "ROUTINE", …"""
    target: str
    """The name as SQL has it behind that word; empty for the database and for default privileges."""
    schema: str | None = None
    """None: the default one, or none."""
    of_role: str = ""
    """Of default privileges: whose objects have them."""
    owner: str = ""
    """Empty: the role that made the database."""
    granted: tuple[Grant, ...] = ()
    """Beyond what the object has by itself, sorted."""
    revoked: tuple[Grant, ...] = ()
    """Of what it has by itself, sorted."""

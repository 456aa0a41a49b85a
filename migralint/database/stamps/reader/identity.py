"""What tells one version table from any other, whichever name, address or pool a connection came by."""

from __future__ import annotations

import os

from sqlalchemy import text
from sqlalchemy.engine import Connection
from sqlalchemy.exc import DBAPIError

# The microsecond in which a server was started is its own; an address may be a proxy's, or one of several.
_POSTGRESQL = (
    "SELECT pg_catalog.pg_postmaster_start_time()::text || ' ' || d.oid::text || ' ' || "
    "coalesce(pg_catalog.current_schema(), '') FROM pg_catalog.pg_database d "
    "WHERE d.datname = pg_catalog.current_database()"
)
_MYSQL = "SELECT concat_ws(' ', @@hostname, @@port, @@datadir, coalesce(database(), ''))"
_QUERIES = {"postgresql": _POSTGRESQL, "mysql": _MYSQL, "mariadb": _MYSQL}


def identity_of(connection: Connection, table: str, schema: str | None) -> str:
    """A text that is the same for the same version table; empty where that cannot be known."""
    name = connection.dialect.name
    if name == "sqlite":
        place = _file_of(connection)
    else:
        query = _QUERIES.get(name)
        if query is None:
            return ""
        try:
            place = connection.execute(text(query)).scalar() or ""
        except DBAPIError:  # what it asks may be nobody's business here: then two URLs are two databases
            return ""
        if (schema is not None and name == "postgresql") or schema is not None:
            place = place.rpartition(" ")[0] + f" {schema}"
    return f"{place} {table}" if place else ""


def _file_of(connection: Connection) -> str:
    for row in connection.exec_driver_sql("PRAGMA database_list"):
        if row[1] == "main" and row[2]:
            found = os.stat(row[2])
            return f"{found.st_dev}:{found.st_ino}"
    return ""

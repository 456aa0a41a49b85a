"""Whether there is a version table, and what identifies it, through any address or connection pool."""

from __future__ import annotations

import os

from sqlalchemy import inspect, text
from sqlalchemy.engine import Connection
from sqlalchemy.exc import DBAPIError

from .failure import Failure

# The start time of a server, in microseconds, identifies it; an address may be that of a proxy, or one of several.
# One query that avoids unneeded catalogs: a database of a fleet has none of them in its caches.
_POSTGRESQL = """
SELECT pg_catalog.to_regclass(:name)::oid,
       pg_catalog.pg_postmaster_start_time()::text || ' ' ||
         (SELECT oid FROM pg_catalog.pg_database WHERE datname = pg_catalog.current_database())::text
"""
_HIDDEN = """
SELECT n.nspname FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
WHERE c.relname = :name AND c.relkind IN ('r', 'p', 'v', 'm', 'f')
  AND NOT pg_catalog.has_schema_privilege(n.oid, 'USAGE') LIMIT 1
"""
_MYSQL = "SELECT concat_ws(' ', @@hostname, @@port, @@datadir), database()"


def version_table(connection: Connection, table: str, schema: str | None) -> tuple[bool, str]:
    """Return whether the table exists, and a text that is equal for the same table; empty if that cannot be known."""
    name = connection.dialect.name
    if name == "postgresql":
        quoted = ".".join(f'"{_doubled(part)}"' for part in (schema, table) if part is not None)
        oid, place = connection.execute(text(_POSTGRESQL), {"name": quoted}).one()
        if oid is None and schema is None:
            _refuse_hidden(connection, table)
        # If the table does not exist, its schema is unknown, so the text identifies the database.
        return oid is not None, f"{place} {oid if oid is not None else quoted}"
    exists = inspect(connection).has_table(table, schema=schema)
    if name == "sqlite":
        place = _file_of(connection)
        return exists, f"{place} {table}" if place else ""
    if name in ("mysql", "mariadb"):
        place = _mysql(connection, schema)
        return exists, f"{place} {table}" if place else ""
    return exists, ""


def _refuse_hidden(connection: Connection, table: str) -> None:
    """Raise Failure if such a table is in a schema that the role may not use: then its absence is not certain."""
    hidden = connection.execute(text(_HIDDEN), {"name": table}).scalar()
    if hidden is not None:
        raise Failure("error", f"permission denied for schema {hidden}, which holds a table {table}")


def _doubled(name: str) -> str:
    return name.replace('"', '""')


def _mysql(connection: Connection, schema: str | None) -> str:
    try:
        server, database = connection.exec_driver_sql(_MYSQL).one()
    except DBAPIError:  # without the privilege, two URLs count as two databases
        return ""
    return f"{server} {schema if schema is not None else database}"


def _file_of(connection: Connection) -> str:
    for row in connection.exec_driver_sql("PRAGMA database_list"):
        if row[1] == "main" and row[2]:
            status = os.stat(row[2])
            return f"{status.st_dev}:{status.st_ino}"
    return ""

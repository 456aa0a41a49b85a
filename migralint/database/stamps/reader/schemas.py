"""Finds the schemas of a fleet and which of them have a version table."""

from __future__ import annotations

from fnmatch import fnmatchcase

from sqlalchemy import inspect, text
from sqlalchemy.engine import Connection

# The catalog, not information_schema: that hides tables which the role may not read, and their schemas would count
# as unstamped.
_POSTGRESQL = """
SELECT n.nspname, c.oid IS NOT NULL
FROM pg_catalog.pg_namespace n
LEFT JOIN pg_catalog.pg_class c
  ON c.relnamespace = n.oid AND c.relname = :version_table AND c.relkind IN ('r', 'p', 'v', 'm', 'f')
WHERE n.nspname NOT LIKE 'pg\\_%' AND n.nspname <> 'information_schema'
ORDER BY n.nspname
"""
_MYSQL = """
SELECT s.schema_name, t.table_name IS NOT NULL
FROM information_schema.schemata s
LEFT JOIN information_schema.tables t ON t.table_schema = s.schema_name AND t.table_name = :version_table
WHERE s.schema_name NOT IN ('mysql', 'information_schema', 'performance_schema', 'sys')
ORDER BY s.schema_name
"""
_QUERIES = {"postgresql": _POSTGRESQL, "mysql": _MYSQL, "mariadb": _MYSQL}


def find_schemas(connection: Connection, glob: str, version_table: str) -> dict[str, bool]:
    """Return every schema whose name matches `glob`, except the server's own, and whether it has the version table."""
    query = _QUERIES.get(connection.dialect.name)
    if query is not None:
        rows = connection.execute(text(query), {"version_table": version_table})
        return {row[0]: bool(row[1]) for row in rows if fnmatchcase(row[0], glob)}
    inspector = inspect(connection)
    names = [name for name in inspector.get_schema_names() if name != "information_schema" and fnmatchcase(name, glob)]
    return {name: inspector.has_table(version_table, schema=name) for name in names}

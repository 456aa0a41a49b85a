"""The content of a database: whether it is empty, and emptying it again after a failure."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlalchemy import inspect, text

_SCHEMAS = "n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'"


def _own(catalog: str, oid: str, ties: str = "'e'") -> str:
    """Return the condition that no other object owns the object.

    `ties`: the dependency types: "e" for an extension, "i" and "a" for a part of a table.
    """
    return (
        f"NOT EXISTS (SELECT 1 FROM pg_depend AS d WHERE d.classid = '{catalog}'::regclass AND d.objid = {oid}"
        f" AND d.deptype IN ({ties}))"
    )


_POSTGRESQL = f"""
    SELECT n.nspname, '', c.relname FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace
    WHERE c.relkind IN ('r', 'p', 'f', 'v', 'm') AND {_SCHEMAS} AND {_own("pg_class", "c.oid")}
    UNION ALL
    SELECT n.nspname, 'sequence ', c.relname FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace
    WHERE c.relkind = 'S' AND {_SCHEMAS} AND {_own("pg_class", "c.oid", "'e', 'i', 'a'")}
    UNION ALL
    SELECT n.nspname, 'type ', t.typname FROM pg_type AS t JOIN pg_namespace AS n ON n.oid = t.typnamespace
    LEFT JOIN pg_class AS c ON c.oid = t.typrelid
    WHERE (t.typtype IN ('e', 'd', 'r') OR c.relkind = 'c') AND {_SCHEMAS} AND {_own("pg_type", "t.oid")}
    UNION ALL
    SELECT n.nspname, 'function ', p.proname || '()' FROM pg_proc AS p JOIN pg_namespace AS n ON n.oid = p.pronamespace
    WHERE {_SCHEMAS} AND {_own("pg_proc", "p.oid", "'e', 'i'")}"""
_POSTGRESQL_SCHEMAS = f"SELECT n.nspname FROM pg_namespace AS n WHERE {_SCHEMAS} AND {_own('pg_namespace', 'n.oid')}"
_MYSQL = (
    "SELECT lower(routine_type), routine_name FROM information_schema.routines WHERE routine_schema = database()"
    " UNION ALL SELECT 'event', event_name FROM information_schema.events WHERE event_schema = database()"
    " UNION ALL SELECT 'sequence', table_name FROM information_schema.tables"
    " WHERE table_schema = database() AND table_type = 'SEQUENCE'"
)


def contents(connection: Any, expected_schemas: Collection[str] = ()) -> list[str]:
    """Return the objects in the database that neither the server nor an extension owns, as text for reports, sorted.

    An empty schema counts unless it is expected: for a role that may not create schemas, somebody has to create them
    first.
    """
    if connection.dialect.name == "postgresql":
        return sorted(_of_postgresql(connection, expected_schemas))
    inspector: Any = inspect(connection)
    objects = [*inspector.get_table_names(), *inspector.get_view_names()]
    if connection.dialect.name in ("mysql", "mariadb"):  # there, a schema is a database, and others belong to others
        objects += [f"{sort} {name}" for sort, name in connection.execute(text(_MYSQL))]
    return sorted(objects)


def empty(connection: Any) -> None:
    """Drop all objects in a MySQL or MariaDB database."""
    quote = connection.dialect.identifier_preparer.quote
    inspector: Any = inspect(connection)
    things = [("view", name) for name in inspector.get_view_names()]
    things += [("table", name) for name in inspector.get_table_names()]
    things += [(sort, name) for sort, name in connection.execute(text(_MYSQL))]
    connection.exec_driver_sql("SET FOREIGN_KEY_CHECKS = 0")
    for sort, name in things:
        connection.exec_driver_sql(f"DROP {sort.upper()} {quote(name)}".replace("%", "%%"))


def _of_postgresql(connection: Any, expected_schemas: Collection[str]) -> list[str]:
    default: str = connection.execute(text("SELECT current_schema()")).scalar() or "public"
    objects = [
        f"{sort}{name if schema == default else f'{schema}.{name}'}"
        for schema, sort, name in connection.execute(text(_POSTGRESQL.replace(":", "\\:")))
    ]
    known = {default, "public", *expected_schemas}
    schemas = [row[0] for row in connection.execute(text(_POSTGRESQL_SCHEMAS.replace(":", "\\:")))]
    return objects + [f"schema {name}" for name in schemas if name not in known]

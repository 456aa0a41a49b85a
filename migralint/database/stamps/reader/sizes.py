"""The sizes of tables, from the server's statistics; counts rows only if there is no other way (SQLite)."""

from __future__ import annotations

from typing import Any

from sqlalchemy import column, func, inspect, select, table, text
from sqlalchemy.engine import Connection
from sqlalchemy.exc import DBAPIError

from .failure import Failure
from .transaction import read_only

# Partitions are added up; a table that was never analyzed has an estimate of -1.
_POSTGRESQL = """
SELECT (SELECT sum(pg_catalog.pg_total_relation_size(t.relid)) FROM pg_catalog.pg_partition_tree(c.oid) t),
       (SELECT sum(p.reltuples) FROM pg_catalog.pg_partition_tree(c.oid) t JOIN pg_catalog.pg_class p ON p.oid = t.relid
        WHERE t.isleaf AND p.reltuples >= 0),
       (SELECT count(*) FROM pg_catalog.pg_partition_tree(c.oid) t JOIN pg_catalog.pg_class p ON p.oid = t.relid
        WHERE t.isleaf AND p.reltuples < 0)
FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
WHERE c.relname = :name AND c.relkind IN ('r', 'p')
  AND (n.nspname = :schema OR (CAST(:schema AS text) IS NULL AND pg_catalog.pg_table_is_visible(c.oid)))
"""
_MYSQL = """
SELECT data_length + index_length, table_rows FROM information_schema.tables
WHERE table_name = :name AND table_schema = coalesce(:schema, database())
"""

Size = dict[str, Any]


def table_sizes(connection: Connection, tables: list[list[str | None]], timeout: int) -> list[Size]:
    """Return one value per table of `tables` (schema or None, name), in that order: `exists`, `bytes`, `rows`, `exact`.

    `bytes` and `rows` are None if they are unknown; `exact`: the rows were counted, not estimated.
    """
    name = connection.dialect.name
    measure = {"postgresql": _postgresql, "mysql": _mysql, "mariadb": _mysql, "sqlite": _sqlite}.get(name)
    if measure is None:
        raise Failure("unsupported", f"migralint does not know how to measure tables on {name}")
    sizes = []
    for schema, table_name in tables:
        with read_only(connection, timeout):
            sizes.append(measure(connection, schema, str(table_name)))
    return sizes


def _size(exists: bool, size: int | None = None, rows: int | None = None, *, exact: bool = False) -> Size:
    return {"exists": exists, "bytes": size, "rows": rows, "exact": exact}


def _postgresql(connection: Connection, schema: str | None, name: str) -> Size:
    row = connection.execute(text(_POSTGRESQL), {"name": name, "schema": schema}).first()
    if row is None:
        return _size(False)
    unknown = row[1] is None or row[2]
    return _size(True, int(row[0] or 0), None if unknown else int(row[1]))


def _mysql(connection: Connection, schema: str | None, name: str) -> Size:
    row = connection.execute(text(_MYSQL), {"name": name, "schema": schema}).first()
    if row is None:
        return _size(False)
    return _size(True, *(None if value is None else int(value) for value in row))


def _sqlite(connection: Connection, schema: str | None, name: str) -> Size:
    if not inspect(connection).has_table(name, schema=schema):
        return _size(False)
    rows = connection.execute(select(func.count()).select_from(table(name, column("rowid"), schema=schema))).scalar()
    try:  # not every build of SQLite has this table
        pages = "SELECT sum(pgsize) FROM dbstat WHERE name IN (SELECT name FROM sqlite_master WHERE tbl_name = :name)"
        size = connection.execute(text(pages), {"name": name}).scalar()
    except DBAPIError:
        size = None
    return _size(True, size, rows, exact=True)

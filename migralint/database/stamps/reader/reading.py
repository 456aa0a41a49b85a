"""Reads stamps through a connection, in transactions that cannot write, and groups them by database."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import column, inspect, literal, select, table, union_all
from sqlalchemy.engine import Connection

from .failure import Failure, described
from .identity import version_table
from .schemas import find_schemas
from .sizes import table_sizes
from .transaction import may_run_queries, read_only

EXAMPLES = 3
"""The number of database names that a stamp set keeps."""
_TABLES_AT_ONCE = 50
"""The number of version tables read in one transaction: each locks a table and its index, and all share the lock
table."""

_MOST_ROWS = 1_000
"""The maximum number of rows of one version table, which has a row for each head."""
_LONGEST_ID = 255
"""The maximum length of a revision id; Alembic's own column has 32 characters."""

_MOST_TABLES = 5_000

Stamps = dict[str, frozenset[str]]


def read(connection: Connection, request: dict[str, Any]) -> dict[str, Any]:
    """Return the data that `request` asks for, and the kind of server."""
    timeout = request["timeout"]
    if request["kind"] == "targets":
        return {"server": _server(connection), "targets": _targets(connection, request["sql"], timeout)}
    if request["kind"] == "sizes":
        return {"server": _server(connection), "sizes": table_sizes(connection, request["tables"], timeout)}
    if request["kind"] == "table":
        versions, identity = _one_table(connection, request["version_table"], request["schema"], timeout)
        answer = {"server": _server(connection), "stamp_sets": _grouped({"": versions}), "identity": identity}
        if not versions:
            answer["tables"] = _tables(connection, request["version_table"], request["schema"], timeout)
        return answer
    if request["kind"] == "schemas":
        stamps = _schemas(connection, request["glob"], request["version_table"], timeout)
    else:
        stamps = _query(connection, request["sql"], timeout)
    return {"server": _server(connection), "stamp_sets": _grouped(stamps)}


def _one_table(connection: Connection, name: str, schema: str | None, timeout: int) -> tuple[frozenset[str], str]:
    """Return the rows of the version table, and a text that identifies this table through any connection."""
    with read_only(connection, timeout):
        exists, identity = version_table(connection, name, schema)
        if not exists:
            return frozenset(), identity
        versions = table(name, column("version_num"), schema=schema)
        rows = connection.execute(select(versions.c.version_num).limit(_MOST_ROWS + 1)).fetchall()
        if len(rows) > _MOST_ROWS:
            raise Failure(
                "error", f"the version table holds more than {_MOST_ROWS} rows, so it is not a version table of Alembic"
            )
        return frozenset(_version(row[0]) for row in rows), identity


def _tables(connection: Connection, version_table: str, schema: str | None, timeout: int) -> list[str]:
    """Return the other tables if the version table has no rows: an upgrade from nothing may conflict with them."""
    with read_only(connection, timeout):
        names = inspect(connection).get_table_names(schema=schema)
    return [name for name in names if name != version_table][:_MOST_TABLES]


def _schemas(connection: Connection, glob: str, name: str, timeout: int) -> Stamps:
    with read_only(connection, timeout):
        schemas = find_schemas(connection, glob, name)
    if not schemas:
        raise Failure("no-schema", f"no schema matches {glob}")
    stamps: Stamps = {schema: frozenset() for schema in schemas}
    versioned = [schema for schema, has_table in schemas.items() if has_table]
    for start in range(0, len(versioned), _TABLES_AT_ONCE):
        batch = versioned[start : start + _TABLES_AT_ONCE]
        try:
            rows = _rows_of(connection, batch, name, timeout)
        except Exception:
            rows = _one_by_one(connection, batch, name, timeout)
        for schema, version in rows:
            stamps[schema] |= {_version(version)}
    return stamps


def _rows_of(connection: Connection, schemas: list[str], name: str, timeout: int) -> list[tuple[str, Any]]:
    with read_only(connection, timeout):
        selects = []
        for schema in schemas:
            versions = table(name, column("version_num"), schema=schema)
            selects.append(select(literal(schema).label("schema_name"), versions.c.version_num))
        statement = union_all(*selects) if len(selects) > 1 else selects[0]
        return [(row[0], row[1]) for row in connection.execute(statement)]


def _one_by_one(connection: Connection, schemas: list[str], name: str, timeout: int) -> list[tuple[str, Any]]:
    """Read the rows again, to determine which table failed; if a part of a fleet is unknown, the fleet is unknown."""
    rows = []
    refused = []
    for schema in schemas:
        try:
            rows += _rows_of(connection, [schema], name, timeout)
        except Exception as error:
            refused.append((schema, described(error).message))
    if refused:
        schema, why = refused[0]
        more = f" and {len(refused) - 1} more" if len(refused) > 1 else ""
        raise Failure("error", f"schema {schema}{more}: {why}")
    return rows


def _query(connection: Connection, sql: str, timeout: int) -> Stamps:
    with _two_columns(connection, sql, "database and version", timeout) as rows:
        return _by_database(rows)


def _targets(connection: Connection, sql: str, timeout: int) -> list[list[Any]]:
    """Return the name and the URL of every database; the parent reports invalid rows."""
    with _two_columns(connection, sql, "name and URL", timeout) as rows:
        return [[None if value is None else str(value) for value in row] for row in rows]


@contextmanager
def _two_columns(connection: Connection, sql: str, names: str, timeout: int) -> Iterator[Iterable[tuple[Any, Any]]]:
    if not may_run_queries(connection):
        raise Failure("unsupported", f"migralint cannot prevent a query from writing on {connection.dialect.name}")
    # As the source of another SELECT it can be neither two statements nor a statement that changes data.
    wrapped = f"SELECT * FROM (\n{sql}\n) migralint_stamps"
    with read_only(connection, timeout):
        result = connection.exec_driver_sql(wrapped, execution_options={"no_parameters": True, "stream_results": True})
        columns = len(list(result.keys()))
        if columns != 2:
            raise Failure("query", f"the query returns {columns} columns; it must return two: {names}")
        yield ((row[0], row[1]) for row in result)


def _by_database(rows: Iterable[tuple[Any, Any]]) -> Stamps:
    stamps: Stamps = {}
    for name, version in rows:
        if name is None or not str(name).strip():
            raise Failure("query", "the query returns a row without the name of a database")
        new = frozenset() if version is None or not str(version).strip() else frozenset((_version(version),))
        before = stamps.setdefault(str(name), new)
        if before != new:
            if not before or not new:
                raise Failure(
                    "query", f'the query returns "{name}" with a version in one row and without one in another'
                )
            stamps[str(name)] = before | new
    return stamps


def _version(value: Any) -> str:
    if not isinstance(value, str) or not value.strip():
        raise Failure("error", f"the version table holds {_shortened(value)}, which is not a revision id")
    version = value.strip()
    if len(version) > _LONGEST_ID or "+" in version or not version.isprintable():
        raise Failure("error", f"the version table holds {_shortened(version)}, which is not a revision id")
    return version


def _shortened(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= 60 else f"{text[:60]}…"


def _grouped(stamps: Stamps) -> list[dict[str, Any]]:
    names: dict[frozenset[str], list[str]] = {}
    for name, versions in stamps.items():
        names.setdefault(versions, []).append(name)
    return [
        {"stamps": sorted(versions), "databases": len(who), "examples": [name for name in who[:EXAMPLES] if name]}
        for versions, who in names.items()
    ]


def _server(connection: Connection) -> str:
    dialect = connection.dialect
    version = ".".join(str(part) for part in getattr(dialect, "server_version_info", None) or ())
    name = "mariadb" if getattr(dialect, "is_mariadb", False) else dialect.name
    return f"{name} {version}".strip()

"""The result of SQLAlchemy's inspection of a database, as plain values: for servers without their own reader."""

from __future__ import annotations

import json
import re
from typing import Any, Callable

from sqlalchemy import MetaData, Table, inspect, select, text

ROWS_KEPT = 1000
"""The maximum number of rows whose values are sent; larger tables only have a count."""
_COUNTER = re.compile(r" AUTO_INCREMENT=\d+")


def inspected(connection: Any, *, rows: Callable[[str], bool] = lambda table: True) -> str:
    """Return the database with the connection's default schema, as JSON; `rows`: whether to read a table's rows."""
    inspector: Any = inspect(connection)
    tables = [_table(connection, inspector, name, rows(name)) for name in sorted(inspector.get_table_names())]
    views = [
        {"name": name, "definition": _of_any_database(connection, inspector.get_view_definition(name) or "")}
        for name in sorted(inspector.get_view_names())
    ]
    version = ".".join(str(part) for part in connection.dialect.server_version_info or ())
    maria = bool(getattr(connection.dialect, "is_mariadb", False))
    dialect = "mariadb" if maria else connection.dialect.name
    return json.dumps({"dialect": dialect, "version": version, "tables": tables, "views": views}, default=str)


def _table(connection: Any, inspector: Any, name: str, rows: bool) -> dict[str, Any]:
    dialect = connection.dialect
    unique_names = {one["name"] for one in inspector.get_unique_constraints(name)}
    return {
        "name": name,
        "columns": [
            {
                "name": column["name"],
                "type": column["type"].compile(dialect=dialect),
                "nullable": bool(column["nullable"]),
                "default": column.get("default"),
                "autoincrement": column.get("autoincrement") is True,
                "comment": column.get("comment"),
                "computed": column.get("computed"),
            }
            for column in inspector.get_columns(name)
        ],
        "primary_key": inspector.get_pk_constraint(name),
        "uniques": inspector.get_unique_constraints(name),
        "checks": _checks(inspector, name),
        "foreign_keys": inspector.get_foreign_keys(name),
        "indexes": [one for one in inspector.get_indexes(name) if one["name"] not in unique_names],
        "comment": inspector.get_table_comment(name).get("text"),
        "stored": _stored(connection, name),
        "rows": _rows(connection, name) if rows else None,
    }


def _checks(inspector: Any, name: str) -> list[dict[str, Any]]:
    try:
        return list(inspector.get_check_constraints(name))
    except NotImplementedError:
        return []


def _stored(connection: Any, name: str) -> str:
    quoted = connection.dialect.identifier_preparer.quote(name)
    (row,) = connection.execute(text(f"SHOW CREATE TABLE {quoted}".replace(":", "\\:")))
    return _in_order(_COUNTER.sub("", str(row[1])))


def _of_any_database(connection: Any, definition: str) -> str:
    """Return the definition of a view without the name of its database, which the server always includes."""
    name = connection.execute(text("SELECT DATABASE()")).scalar()
    return definition.replace(f"`{str(name).replace('`', '``')}`.", "")


def _in_order(definition: str) -> str:
    """Return the definition with its keys sorted: their order is that of their creation, which has no meaning."""
    first, *lines = definition.split("\n")
    inside = [line.rstrip(",") for line in lines if line.startswith("  ")]
    columns = [line for line in inside if line.startswith("  `")]
    keys = sorted(line for line in inside if not line.startswith("  `"))
    return "\n".join([first, ",\n".join(columns + keys), *(line for line in lines if not line.startswith("  "))])


def _rows(connection: Any, name: str) -> dict[str, Any]:
    table = Table(name, MetaData(), autoload_with=connection, resolve_fks=False)
    rows = connection.execute(select(table).limit(ROWS_KEPT + 1)).all()
    if len(rows) > ROWS_KEPT:
        quoted = connection.dialect.identifier_preparer.quote(name)
        count = connection.exec_driver_sql(f"SELECT count(*) FROM {quoted}").scalar()
        return {"count": count, "columns": [], "values": None}
    columns = [column.name for column in table.columns]
    return {"count": len(rows), "columns": columns, "values": [[repr(value) for value in row] for row in rows]}

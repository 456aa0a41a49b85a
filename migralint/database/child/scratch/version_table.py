"""The version table: its state after an upgrade, Alembic's default, and creating it again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy
from sqlalchemy import Column, MetaData, PrimaryKeyConstraint, String, Table, Text, inspect, text
from sqlalchemy.schema import CreateTable

from ..base.declared import Declared


def adopt(context: Any, target: Declared) -> None:
    """Replace the context's version table by that of env.py, if env.py replaces it in its own context."""
    if target.version is not None:
        context._version = target.version


def described(connection: Any, context: Any) -> dict[str, Any]:
    """Return the version table of an upgraded database, and the one that Alembic creates by default.

    "columns" and "plain" are lists of columns, in the same format for every kind of database; "sql" creates an empty
    table like it.
    """
    own = context._version
    return {
        "columns": _existing(connection, own),
        "plain": [_column(one.name, one.type, bool(one.nullable), _default(one)) for one in own.columns],
        "sql": _sql(connection, own),
    }


def restore(connection: Any, context: Any, columns: Sequence[Mapping[str, Any]]) -> None:
    """Change the version table, which is new and empty, to these columns. No columns: leave it unchanged."""
    own = context._version
    if not columns or _existing(connection, own) == [dict(one) for one in columns]:
        return
    own.drop(connection)
    table_with(own, columns).create(connection)


def table_with(own: Table, columns: Sequence[Mapping[str, Any]]) -> Table:
    """Return the context's version table with these columns; unchanged if there are none."""
    if not columns:
        return own
    table = Table(own.name, MetaData(), schema=own.schema)
    for one in columns:
        default = None if one.get("default") is None else text(one["default"])
        table.append_column(Column(one["name"], _type(one), nullable=one["nullable"], server_default=default))
    if len(own.primary_key.columns):
        keys = [column.name for column in own.primary_key.columns]
        name: Any = own.primary_key.name
        table.append_constraint(PrimaryKeyConstraint(*keys, name=name))
    return table


def _existing(connection: Any, own: Table) -> list[dict[str, Any]]:
    inspector: Any = inspect(connection)
    columns = inspector.get_columns(own.name, schema=own.schema)
    return [_column(one["name"], one["type"], bool(one["nullable"]), one.get("default")) for one in columns]


def _column(name: str, kind: Any, nullable: bool, default: str | None) -> dict[str, Any]:
    affinity = kind._type_affinity.__name__
    length = getattr(kind, "length", None)
    return {"name": name, "type": affinity, "length": length, "nullable": nullable, "default": default}


def _default(column: Any) -> str | None:
    return None if column.server_default is None else str(getattr(column.server_default, "arg", ""))


def _type(column: Mapping[str, Any]) -> Any:
    if column["type"] == "String":
        return Text() if column["length"] is None else String(column["length"])
    return getattr(sqlalchemy, column["type"])()


def _sql(connection: Any, own: Table) -> str | None:
    schema = own.schema
    if schema is None and connection.dialect.name == "postgresql":
        schema = connection.execute(text("SELECT current_schema()")).scalar()
    try:
        table = Table(own.name, MetaData(), schema=schema, autoload_with=connection, resolve_fks=False)
    except Exception:  # the database has none
        return None
    return str(CreateTable(table).compile(dialect=connection.dialect)).strip()

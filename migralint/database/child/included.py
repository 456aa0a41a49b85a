"""Which tables env.py's include_name and include_object leave out of the comparison, as Alembic would ask them."""

from __future__ import annotations

from typing import Any, Optional

from sqlalchemy import MetaData, Table, inspect

from .declared import Declared
from .scratch import Scratch

Name = tuple[Optional[str], str]
"""Schema and table."""


def left_out(target: Declared, models: Scratch, migrations: Scratch) -> list[dict[str, Any]]:
    """Return the tables of either database that are not to be compared, as {"schema": …, "table": …}.

    Raises what the project's functions raise.
    """
    include_name, include_object = target.options.get("include_name"), target.options.get("include_object")
    if include_name is None and include_object is None:
        return []
    declared: dict[Name, Table] = {}
    for metadata in target.metadata:
        for table in metadata.tables.values():
            declared.setdefault((table.schema, table.name), table)
    reflected = _reflected(models, migrations)
    found: list[dict[str, Any]] = []
    for schema, name in sorted(set(declared) | set(reflected), key=lambda key: (key[0] or "", key[1])):
        model, actual = declared.get((schema, name)), reflected.get((schema, name))
        keep = True
        if include_name is not None and actual is not None:
            full = name if schema is None else f"{schema}.{name}"
            parents = {"schema_name": schema, "schema_qualified_table_name": full}
            keep = include_name(name, "table", parents)
        if keep and include_object is not None:
            if model is not None:
                keep = include_object(model, name, "table", False, actual)
            elif actual is not None:
                keep = include_object(actual, name, "table", True, None)
        if not keep:
            found.append({"schema": schema, "table": name})
    return found


def _reflected(*databases: Scratch) -> dict[Name, Table]:
    """Every table, with its columns as far as SQLAlchemy can reflect it."""
    found: dict[Name, Table] = {}
    for database in databases:
        with database.engine.connect() as connection:
            inspector: Any = inspect(connection)
            schemas: set[str | None] = {None, *database.schemas}
            for schema in schemas:
                for name in inspector.get_table_names(schema=schema):
                    if (schema, name) not in found:
                        found[(schema, name)] = _table(connection, schema, name)
    return found


def _table(connection: Any, schema: str | None, name: str) -> Table:
    try:
        return Table(name, MetaData(), schema=schema, autoload_with=connection, resolve_fks=False)
    except Exception:  # a function that looks at names alone can still be asked
        return Table(name, MetaData(), schema=schema)

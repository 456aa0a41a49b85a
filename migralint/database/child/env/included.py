"""What env.py's include_name and include_object leave out of the comparison, asked as Alembic's autogenerate asks."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Optional

from sqlalchemy import ForeignKeyConstraint, MetaData, Table, UniqueConstraint, inspect

from ..scratch.scratch import Scratch
from .declared import Declared

Name = tuple[Optional[str], str]
"""Schema and table."""


def left_out(target: Declared, models: Scratch, migrations: Scratch) -> list[dict[str, Any]]:
    """Return what of either database is not to be compared: {"schema": …, "table": …, "type": …, "name": …}.

    `type` is Alembic's word ("table", "column", "index", "unique_constraint", "foreign_key_constraint"), `name` the
    object's. Raises what the project's functions raise.
    """
    include_name, include_object = target.options.get("include_name"), target.options.get("include_object")
    if include_name is None and include_object is None:
        return []
    declared: dict[Name, Table] = {}
    for metadata in target.metadata:
        for table in metadata.tables.values():
            declared.setdefault((table.schema, table.name), table)
    reflected = _reflected(migrations, models)
    reflected.pop((target.version_table_schema, target.version_table), None)
    found: list[dict[str, Any]] = []
    for schema, name in sorted(set(declared) | set(reflected), key=lambda key: (key[0] or "", key[1])):
        model, actual = declared.get((schema, name)), reflected.get((schema, name))
        ask = _Question(include_name, include_object, schema, name)
        if not ask.keeps("table", name, model, actual):
            found.append({"schema": schema, "table": name, "type": "table", "name": name})
            continue
        for kind, one, model_part, actual_part in _parts(model, actual):
            if not ask.keeps(kind, one, model_part, actual_part):
                found.append({"schema": schema, "table": name, "type": kind, "name": one})
    return found


class _Question:
    """Asks the project's two functions about one table and its parts."""

    def __init__(self, include_name: Any, include_object: Any, schema: str | None, table: str) -> None:
        self._name = include_name
        self._object = include_object
        full = table if schema is None else f"{schema}.{table}"
        self._of_table = {"schema_name": schema, "schema_qualified_table_name": full}
        self._of_part = {**self._of_table, "table_name": table}

    def keeps(self, kind: str, name: str, model: Any, actual: Any) -> bool:
        """Whether both want it; include_name is asked about what is in a database, include_object about both sides."""
        if actual is not None and self._name is not None:
            parents = dict(self._of_table if kind == "table" else self._of_part)
            if not self._name(name, kind, parents):
                return False
        if self._object is None:
            return True
        if model is not None:
            return bool(self._object(model, name, kind, False, actual))
        return bool(self._object(actual, name, kind, True, None))


def _parts(model: Table | None, actual: Table | None) -> Iterator[tuple[str, str, Any, Any]]:
    """The named parts of a table: Alembic's word for the kind, name, the models' and the database's object."""
    for kind in ("column", "index", "unique_constraint", "foreign_key_constraint"):
        ours, theirs = _named(model, kind), _named(actual, kind)
        for name in {**ours, **theirs}:
            yield kind, name, ours.get(name), theirs.get(name)


def _named(table: Table | None, kind: str) -> dict[str, Any]:
    if table is None:
        return {}
    if kind == "column":
        return {column.name: column for column in table.columns}
    if kind == "index":
        return {str(index.name): index for index in table.indexes if index.name}
    wanted = UniqueConstraint if kind == "unique_constraint" else ForeignKeyConstraint
    return {str(one.name): one for one in table.constraints if isinstance(one, wanted) and one.name}


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

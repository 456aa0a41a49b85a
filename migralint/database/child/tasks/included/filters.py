"""What env.py's include_name and include_object leave out of the comparison, asked as Alembic's autogenerate asks them.

The questions, their order and arguments are those of alembic/autogenerate/compare; Alembic's own AutogenContext asks.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Optional

from alembic.autogenerate.api import AutogenContext
from alembic.config import Config
from alembic.runtime.environment import EnvironmentContext
from alembic.script import ScriptDirectory
from sqlalchemy import MetaData, Table, inspect

from ...base.declared import Declared
from ...scratch.scratch import Scratch
from .names import ReaderNames
from .parts import Part, parts

Name = tuple[Optional[str], str]
"""The schema (None for SQLAlchemy's default schema) and the table."""


def left_out(
    config: Config, script: ScriptDirectory, target: Declared, models: Scratch, migrations: Scratch
) -> list[dict[str, Any]]:
    """Return the objects of both databases that must not be compared.

    Each is {"schema": …, "table": …, "type": …, "name": …, "columns": …}. `schema` is the name that readers return
    (None: the first schema in the search path); `type` is Alembic's word ("schema", "table", "column", "index",
    "unique_constraint", "foreign_key_constraint", "check_constraint"), or "data_type" for a type that only omitted
    tables use; `name` is None for a constraint without a name. Raises the errors of the project's functions.
    """
    if target.options.get("include_name") is None and target.options.get("include_object") is None:
        return []
    with (
        migrations.engine.connect() as connection,
        models.engine.connect() as other,
        EnvironmentContext(config, script, fn=lambda rev, context: []) as environment,
    ):
        environment.configure(connection=connection, target_metadata=list(target.metadata), **target.options)
        context = AutogenContext(environment.get_context(), list(target.metadata), autogenerate=False)
        return list(Filters(context, target, connection, other).left_out())


class Filters:
    """Asks the project's filters about the models, the migrations' database and another database."""

    def __init__(self, context: AutogenContext, target: Declared, connection: Any, models: Any) -> None:
        """`connection` leads to the migrations' database, `models` to the other one."""
        self._ask = context
        self._target = target
        self._connection = connection
        self._inspector: Any = inspect(connection)
        self._models = models
        self._readers = ReaderNames(connection)
        self._checks = any("checkconstraint" in one for one in target.options.get("autogenerate_plugins") or ())

    def left_out(self) -> Iterator[dict[str, Any]]:
        """Yield the omitted objects, in the format of the function `left_out`."""
        refused = {one for one in self._schemas() if not self._ask.run_name_filters(one, "schema", {})}
        for schema in sorted(refused, key=str):
            yield _entry("schema", self._readers.schema(schema), None, schema)
        declared = self._declared()
        actual_tables = self._tables(declared)
        kept: list[Table] = list(declared.values())
        dropped: list[Table] = []
        for key in sorted({*declared, *actual_tables}, key=lambda key: (key[0] or "", key[1])):
            model, actual = declared.get(key), actual_tables.get(key)
            place = self._readers.table(*key)
            if not self._keeps_table(key, model, actual, refused):
                dropped += [actual] if actual is not None else []
                yield _entry("table", *place, key[1])
                continue
            seen = actual if self._is_seen(key, refused) else None
            if seen is not None:
                self._ask_in_vain(key, seen, dropped=model is None)
            kept += [actual] if actual is not None else []
            for one in parts(model, seen, checks=self._checks) if model is not None or seen is not None else ():
                if not self._keeps_part(key, one):
                    yield _entry(one.kind, *place, one.actual_name or one.model_name, one.columns)
        for schema_of_type, name in sorted(_types(dropped) - _types(kept), key=str):
            yield _entry("data_type", self._readers.schema(schema_of_type), None, name)

    def _schemas(self) -> list[str | None]:
        """Return the schemas that Alembic asks about with include_schemas; otherwise it only reads the default."""
        default = self._connection.dialect.default_schema_name
        names = {name for name in self._inspector.get_schema_names() if name not in ("information_schema", default)}
        return [None, *sorted(names)]

    def _declared(self) -> dict[Name, Table]:
        tables = (table for metadata in self._target.metadata for table in metadata.tables.values())
        return {(table.schema, table.name): table for table in reversed(list(tables))}

    def _tables(self, declared: dict[Name, Table]) -> dict[Name, Table]:
        """Return every table of the migrations' database, and further tables of the other database.

        Tables that the models declare are not taken from the other database.
        """
        version = (self._target.version_table_schema, self._target.version_table)
        tables: dict[Name, Table] = {}
        for connection in (self._connection, self._models):
            inspector: Any = inspect(connection)
            existing = set(inspector.get_schema_names())
            for schema in self._schemas():
                for name in inspector.get_table_names(schema=schema) if schema is None or schema in existing else ():
                    is_new = connection is self._connection or (schema, name) not in declared
                    if is_new and (schema, name) not in tables and (schema, name) != version:
                        tables[(schema, name)] = _reflected(connection, schema, name)
        return tables

    def _keeps_table(self, key: Name, model: Table | None, actual: Table | None, refused: set[str | None]) -> bool:
        """Return whether a table is kept; in a schema that Alembic does not read, only the models' tables are kept."""
        schema, name = key
        seen = actual if self._is_seen(key, refused) else None
        if actual is not None and model is None and schema in refused:
            return False
        looked_at = actual is not None and schema not in refused
        if looked_at and not self._ask.run_name_filters(name, "table", {"schema_name": schema}):
            if model is not None:  # then it is new to Alembic
                self._ask.run_object_filters(model, name, "table", False, None)
            return False
        if model is not None:
            return self._ask.run_object_filters(model, name, "table", False, seen)
        return actual is None or self._ask.run_object_filters(actual, name, "table", True, None)

    def _is_seen(self, key: Name, refused: set[str | None]) -> bool:
        """Whether Alembic reads the table in the database."""
        return key[0] not in refused and (key[0] is None or bool(self._target.options.get("include_schemas")))

    def _ask_in_vain(self, key: Name, actual: Table, *, dropped: bool) -> None:
        """Ask the questions whose answers Alembic ignores, by name: for example about the index of a constraint."""
        known = {index.name for index in actual.indexes}
        parents: Any = {"table_name": key[1], "schema_name": key[0]}
        try:
            indexes = self._inspector.get_indexes(key[1], schema=key[0])
        except Exception:  # a table of the other database
            return
        for one in indexes:
            if one["name"] not in known:
                self._ask.run_name_filters(one["name"], "index", dict(parents))
        for constraint in self._inspector.get_unique_constraints(key[1], schema=key[0]) if dropped else ():
            self._ask.run_name_filters(constraint["name"], "unique_constraint", dict(parents))

    def _keeps_part(self, key: Name, part: Part) -> bool:
        ask: Any = self._ask.run_object_filters
        if part.actual is not None:
            parents: Any = {"table_name": key[1], "schema_name": key[0]}
            if not self._ask.run_name_filters(part.actual_name, part.kind, parents):  # type: ignore[arg-type]
                if part.model is not None:  # then it is new to Alembic
                    ask(part.model, part.model_name, part.kind, False, None)
                return False
        if part.model is None:
            return bool(ask(part.actual, part.actual_name, part.kind, True, None))
        if part.actual is None:
            return bool(ask(part.model, part.model_name, part.kind, False, None))
        if not part.may_differ:
            return True
        dropped = True
        if part.kind == "foreign_key_constraint":  # Alembic drops and adds a changed key, and asks twice
            dropped = bool(ask(part.actual, part.actual_name, part.kind, True, part.model))
        return bool(ask(part.model, part.model_name, part.kind, False, part.actual)) and dropped


def _entry(
    kind: str, schema: str | None, table: str | None, name: str | None, columns: tuple[str, ...] = ()
) -> dict[str, Any]:
    return {"schema": schema, "table": table, "type": kind, "name": name, "columns": list(columns)}


def _types(tables: list[Table]) -> set[tuple[str | None, str]]:
    """Return the user-defined types of the columns."""
    types = set()
    for table in tables:
        for column in table.columns:
            kind: Any = getattr(column.type, "item_type", column.type)
            name = getattr(kind, "name", None)
            if isinstance(name, str):
                types.add((getattr(kind, "schema", None), name))
    return types


def _reflected(connection: Any, schema: str | None, name: str) -> Table:
    try:
        return Table(name, MetaData(), schema=schema, autoload_with=connection, resolve_fks=False)
    except Exception:  # a function that only checks names can still be asked
        return Table(name, MetaData(), schema=schema)

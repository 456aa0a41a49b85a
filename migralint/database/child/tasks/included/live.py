"""Calls env.py's include functions with a description of a live database, which project code never sees."""

from __future__ import annotations

from typing import Any

from alembic.autogenerate.api import AutogenContext
from alembic.config import Config
from alembic.runtime.environment import EnvironmentContext
from alembic.script import ScriptDirectory
from sqlalchemy import Column, ForeignKeyConstraint, Index, MetaData, Table, UniqueConstraint
from sqlalchemy.types import NullType, TypeEngine

from ...base.declared import Declared
from ...scratch.scratch import Scratch
from .filters import Filters, Name


def left_out_of(
    config: Config, script: ScriptDirectory, target: Declared, scratch: Scratch, tables: list[dict[str, Any]]
) -> list[dict[str, Any]]:
    """Return, in the format of `left_out`, what not to compare between the scratch database and the live `tables`.

    Each table is {"schema": …, "name": …, "columns": [{"name", "type", "type_schema"}], "indexes": [{"name", "columns",
    "unique"}], "uniques": [{"name", "columns"}], "foreign_keys": [{"name", "columns", "target", "target_columns"}]}; a
    schema of None is the default one; a type is only named if it is user-defined.
    """
    if target.options.get("include_name") is None and target.options.get("include_object") is None:
        return []
    live = {(one["schema"], one["name"]): _table(one) for one in tables}
    with (
        scratch.engine.connect() as connection,
        EnvironmentContext(config, script, fn=lambda rev, context: []) as environment,
    ):
        environment.configure(connection=connection, target_metadata=list(target.metadata), **target.options)
        context = AutogenContext(environment.get_context(), list(target.metadata), autogenerate=False)
        result: list[dict[str, Any]] = []
        # Ask once about the tables of the migrations, which the live database may lack, and once about the live tables.
        for described in ({}, live):
            result += [
                one for one in _LiveFilters(context, target, connection, described).left_out() if one not in result
            ]
        return result


class _LiveFilters(Filters):
    """Asks about a database in which the tables of `live` replace those of the scratch database."""

    def __init__(self, context: AutogenContext, target: Declared, connection: Any, live: dict[Name, Table]) -> None:
        super().__init__(context, target, connection, connection)
        self._live = live

    def _tables(self, declared: dict[Name, Table]) -> dict[Name, Table]:
        return {**super()._tables(declared), **self._live}


class _Named(TypeEngine):  # type: ignore[type-arg]
    """A user-defined type of which only the name is known."""

    def __init__(self, name: str, schema: str | None) -> None:
        self.name = name
        self.schema = schema


def _table(description: dict[str, Any]) -> Table:
    table = Table(description["name"], MetaData(), schema=description["schema"])
    for one in description["columns"]:
        kind: Any = NullType() if one["type"] is None else _Named(one["type"], one["type_schema"])
        table.append_column(Column(one["name"], kind))
    for one in description["indexes"]:
        parts = [table.columns[name] for name in one["columns"] if name in table.columns]
        if parts:
            Index(one["name"], *parts, unique=one["unique"])
    for one in description["uniques"]:
        table.append_constraint(UniqueConstraint(*one["columns"], name=one["name"] or None))
    for one in description["foreign_keys"]:
        targets = [f"{one['target']}.{name}" for name in one["target_columns"]]
        if targets and len(targets) == len(one["columns"]):
            table.append_constraint(ForeignKeyConstraint(one["columns"], targets, name=one["name"] or None))
    return table

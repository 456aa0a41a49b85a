"""Carries a schema over changes of types, views, triggers and schemas."""

from __future__ import annotations

from msgspec.structs import replace

from migralint.changes.definitions import TableName
from migralint.changes.state.schema import SchemaState
from migralint.changes.state.tables import Made, TypeState, ViewState
from migralint.changes.values.objects import AddEnumValue, CreateObject, CreateType, DropObject, DropType, RenameObject


def create_type(change: CreateType, state: SchemaState, made: Made) -> None:
    """Add the type, with its values if they are literal."""
    if change.name is not None:
        by = "sql" if change.origin.form == "sql" else "create"
        state.types[change.name.name.lower()] = TypeState(change.name.name, change.values, made, by, state.age)  # type: ignore[arg-type]


def drop_type(change: DropType, state: SchemaState, made: Made) -> None:
    """Remove the type; columns of the type stay as they are."""
    if change.name is not None:
        state.types.pop(change.name.name.lower(), None)


def add_enum_value(change: AddEnumValue, state: SchemaState, made: Made) -> None:
    """Add a value to the enum; if the value is not literal, the enum's values are no longer known."""
    held = state.type(change.name.name if change.name is not None else None)
    if held is not None:
        known = held.values is not None and change.value is not None
        values = (*(held.values or ()), change.value or "") if known else None
        state.types[held.name.lower()] = replace(held, values=values)


def rename_object(change: RenameObject, state: SchemaState, made: Made) -> None:
    """Rename the type, enum value or schema: columns follow their type, tables their schema."""
    if change.name is None:
        return
    key = change.name.name.lower()
    if change.kind == "type" and key in state.types and change.new_name is not None:
        held = state.types.pop(key)
        state.types[change.new_name.lower()] = replace(held, name=change.new_name)
    if change.kind == "type" and change.new_name is not None:
        _rename_type_of_columns(state, change.name.name, change.new_name)
    elif change.kind == "enum value" and (held_type := state.types.get(key)) is not None:
        values = held_type.values
        renamed = tuple(change.new_name or "" if one == change.value else one for one in values) if values else None
        state.types[key] = replace(held_type, values=renamed)
    elif change.kind == "schema":
        for table in [one for one in state.tables.values() if (one.name.schema or "").lower() == key]:
            state.tables.pop(table.name.key)
            new = TableName(table.name.name, change.new_name)
            state.tables[new.key] = replace(table, name=new)


def _rename_type_of_columns(state: SchemaState, old: str, new: str) -> None:
    """Give the columns of a type its new name."""
    for table, column in [*state.columns_of_type(old)]:
        held = state.tables[table.name.key]
        renamed = replace(column, type=replace(column.type, name=new))
        state.tables[table.name.key] = replace(held, columns={**held.columns, column.name: renamed})


def create_object(change: CreateObject, state: SchemaState, made: Made) -> None:
    """Add the object: views with the relations they read, triggers with their names; other objects are not recorded."""
    if change.kind in ("view", "materialized view") and change.name is not None:
        materialized = change.kind != "view"
        state.views[change.name.key] = ViewState(change.name, change.reads, materialized, made, state.age)
    elif change.kind == "trigger" and change.table is not None:
        entry = state.entry_or_new(change.table)
        if entry is not None:
            name = change.name.name if change.name is not None else ""
            state.tables[entry.name.key] = replace(entry, triggers=entry.triggers | {name})


def drop_object(change: DropObject, state: SchemaState, made: Made) -> None:
    """Remove the object: a schema with its tables, a materialized view with its indexes."""
    if change.name is None:
        return
    if change.kind in ("view", "materialized view"):
        state.views.pop(change.name.key, None)
        indexed = state.entry(change.name)
        if indexed is not None and indexed.made is None:
            state.tables.pop(change.name.key)
    elif change.kind == "trigger":
        for key, table in state.tables.items():
            if change.name.name in table.triggers:
                state.tables[key] = replace(table, triggers=table.triggers - {change.name.name})
    elif change.kind == "schema":
        schema = change.name.name.lower()
        for table in [one for one in state.tables.values() if (one.name.schema or "").lower() == schema]:
            state.tables.pop(table.name.key)

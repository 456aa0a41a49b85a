"""Carries a schema over one change; what cannot be known afterwards is forgotten, never guessed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from msgspec.structs import replace

from migralint.changes.change import Change, OtherSql, Unread
from migralint.changes.parts import Column, Constraint, IndexPart, TableName
from migralint.changes.state.schema import SchemaState
from migralint.changes.state.tables import (  # fmt: skip
    NEVER,
    ColumnState,
    ConstraintState,
    IndexState,
    Made,
    TableState,
    TypeState,
    ViewState,
    column_state,
)
from migralint.changes.types import Type
from migralint.changes.values.columns import AddColumn, AlterColumn, DropColumn
from migralint.changes.values.connection import SetVariable
from migralint.changes.values.constraints import AddConstraint, DropConstraint, RenameConstraint, ValidateConstraint
from migralint.changes.values.indexes import CreateIndex, DropIndex, RenameIndex
from migralint.changes.values.objects import AddEnumValue, CreateObject, CreateType, DropObject, DropType, RenameObject
from migralint.changes.values.tables import Comment, CreateTable, DropAll, DropTable, RenameTable

_KINDS = {"foreignkey": "foreign key", "primary": "primary key", "unique": "unique", "check": "check"}


def apply(change: Change, state: SchemaState, revision: str) -> None:
    """Change `state` as the change changes the database. `revision` is the id that makes it."""
    handler = _HANDLERS.get(type(change))
    if handler is None:
        return
    around = change.origin.operation.around
    dialects = None
    if around.only is not None:
        dialects = frozenset(around.only)
    made = Made(revision, change.origin.location, dialects)
    handler(change, state, made)
    if is_conditional(change):
        _doubt(change, state)


def is_conditional(change: Change) -> bool:
    """Whether a change may or may not be made: under a condition that is no test of the dialect, or in a `try`."""
    operation = change.origin.operation
    around = operation.around
    if around.asked or around.caught:
        return True
    return bool(operation.conditions) and around.only is None and not around.without and not around.online


def _doubt(change: Change, state: SchemaState) -> None:
    """Forget how things stand that a change under a condition is about."""
    table = getattr(change, "table", None)
    if isinstance(change, Unread | OtherSql):
        return
    if isinstance(change, RenameTable) and change.new is not None:
        state.forget(change.new)
    if isinstance(table, TableName):
        column = getattr(change, "column", None)
        name = column.name if isinstance(column, Column) else column
        entry = state.entry(table)
        if isinstance(name, str) and entry is not None:
            columns = {**entry.columns}
            columns.pop(name.lower(), None)
            state.tables[table.key] = replace(entry, columns=columns, full_age=NEVER)
        else:
            state.forget(table)
    if isinstance(change, CreateType | DropType | AddEnumValue) and change.name is not None:
        held = state.types.get(change.name.name.lower())
        if held is not None:
            state.types[change.name.name.lower()] = replace(held, age=NEVER)


def _create_table(change: CreateTable, state: SchemaState, made: Made) -> None:
    if change.table is None:
        return
    if change.if_not_exists and state.entry(change.table) is not None:
        state.forget(change.table)
        return
    age = state.age
    columns = {
        column.name.lower(): column_state(column, made, age) for column in change.columns if column.name is not None
    }
    keys = [name for one in change.constraints if one.kind == "primary key" for name in one.columns]
    for name in keys:
        held = columns.get(name.lower())
        if held is not None:
            columns[name.lower()] = replace(held, primary_key=True, nullable=False)
    constraints = [ConstraintState(one, made=made, age=age) for one in change.constraints]
    indexes = [IndexState(one.name, one.columns, one.unique, one.where, made, age) for one in change.indexes]
    for column in change.columns:
        constraints += _of_column(column, made, age)
        if column.index and column.name is not None:
            indexes.append(IndexState(None, (IndexPart(column.name),), column.unique, None, made, age))
        _note_type(column.type, state, made)
    state.tables[change.table.key] = TableState(
        change.table,
        columns,
        tuple(constraints),
        tuple(indexes),
        change.complete,
        made,
        change.temporary,
        change.partition_by,
        frozenset(),
        change.sqlite_autoincrement,
        age,
        age if change.complete else NEVER,
    )


def _of_column(column: Column, made: Made, age: int) -> list[ConstraintState]:
    name = (column.name or "",)
    found = [
        ConstraintState(replace(one, columns=one.columns or name), not one.not_valid, made, age=age)
        for one in column.constraints
    ]
    if column.unique and not column.index and not any(one.kind == "unique" for one in column.constraints):
        found.append(ConstraintState(Constraint("unique", columns=name, inline=True), made=made, age=age))
    return found


def _note_type(kind: Type, state: SchemaState, made: Made) -> None:
    """A table brings the enum types of its columns along, unless they are told not to."""
    if kind.family != "enum" or kind.name is None or not kind.native or not kind.create_type:
        return
    if state.type(kind.name) is None:
        state.types[kind.name.lower()] = TypeState(kind.name, kind.values, made, "create_table", state.age)


def _drop_table(change: DropTable, state: SchemaState, made: Made) -> None:
    if change.table is not None:
        state.tables.pop(change.table.key, None)
        if change.cascade:
            _drop_references(change.table, state)
            for view in [*state.views_of(change.table)]:
                state.views.pop(view.name.key, None)
    else:
        state.forget_everything()


def _drop_all(change: DropAll, state: SchemaState, made: Made) -> None:
    state.forget_everything()


def _rename_table(change: RenameTable, state: SchemaState, made: Made) -> None:
    if change.table is None or change.new is None:
        state.forget_everything()
        return
    entry = state.tables.pop(change.table.key, None)
    if entry is not None:
        state.tables[change.new.key] = replace(entry, name=change.new)
    for table, one in [*state.referencing(change.table)]:
        reference = one.constraint.reference
        if reference is not None:
            pointed = replace(one.constraint, reference=replace(reference, table=change.new))
            _with_constraint(state, table, one, replace(one, constraint=pointed))


def _with_constraint(state: SchemaState, table: TableState, old: ConstraintState, new: ConstraintState | None) -> None:
    held = state.tables.get(table.name.key, table)
    kept = tuple(new if one is old else one for one in held.constraints if one is not old or new is not None)
    state.tables[held.name.key] = replace(held, constraints=tuple(one for one in kept if one is not None))


def _entry(change: Any, state: SchemaState) -> TableState | None:
    """What is recorded of the table of a change; a new record for a table that nobody saw created."""
    if change.table is None:
        return None
    entry = state.entry(change.table)
    return entry if entry is not None else TableState(change.table, {})


def _add_column(change: AddColumn, state: SchemaState, made: Made) -> None:
    entry = _entry(change, state)
    column = change.column
    if entry is None:
        return
    if column.name is None:
        state.tables[entry.name.key] = replace(entry, complete=False, full_age=NEVER)
        return
    held = column_state(column, made, state.age)
    if change.if_not_exists and column.name.lower() in entry.columns:
        held = replace(held, age=NEVER)
    state.tables[entry.name.key] = replace(
        entry,
        columns={**entry.columns, column.name.lower(): held},
        constraints=(*entry.constraints, *_of_column(column, made, state.age)),
    )


def _drop_column(change: DropColumn, state: SchemaState, made: Made) -> None:
    entry = _entry(change, state)
    if entry is None:
        return
    if change.column is None:
        state.forget(entry.name)
        return
    name = change.column.lower()
    columns = {key: column for key, column in entry.columns.items() if key != name}
    constraints = tuple(
        one for one in entry.constraints if name not in [column.lower() for column in one.constraint.columns]
    )
    indexes = tuple(one for one in entry.indexes if name not in [part.text.lower() for part in one.columns])
    state.tables[entry.name.key] = replace(entry, columns=columns, constraints=constraints, indexes=indexes)
    if change.cascade:
        _drop_references(change.table, state)


def _alter_column(change: AlterColumn, state: SchemaState, made: Made) -> None:
    entry = _entry(change, state)
    if entry is None:
        return
    if change.column is None:
        state.forget(entry.name)
        return
    held = entry.columns.get(change.column.lower(), ColumnState(change.column.lower()))
    fresh = held if held.age >= state.age else _existing(change, held, state.age)
    new = fresh
    if change.type is not None:
        new = replace(new, type=change.type)
    elif change.existing.type is not None and not new.type.is_known:
        new = replace(new, type=change.existing.type)
    if change.nullable is not None:
        new = replace(new, nullable=change.nullable)
    elif change.existing.nullable is not None:
        new = replace(new, nullable=change.existing.nullable)
    if change.default == "drop":
        new = replace(new, default="none")
    elif change.default != "keep":
        new = replace(new, default=change.default)
    if change.comment is not False:
        new = replace(new, comment=change.comment)
    if change.autoincrement is not None:
        new = replace(new, autoincrement=change.autoincrement)
    columns = {key: column for key, column in entry.columns.items() if key != change.column.lower()}
    name = change.new_name if change.new_name is not None else change.column
    columns[name.lower()] = replace(new, name=name.lower(), age=state.age)
    made_entry = replace(entry, columns=columns)
    if change.new_name is not None:
        made_entry = _renamed(made_entry, change.column, change.new_name)
    state.tables[entry.name.key] = made_entry


def _existing(change: AlterColumn, held: ColumnState, age: int) -> ColumnState:
    """A column of which nothing is known but what the call says of it."""
    existing = change.existing
    return ColumnState(
        held.name,
        existing.type if existing.type is not None else Type(""),
        existing.nullable,
        "unknown" if existing.default == "not given" else existing.default,
        existing.comment if existing.comment is not None else False,
        made=held.made,
        age=age,
    )


def _renamed(entry: TableState, old: str, new: str) -> TableState:
    def name(one: str) -> str:
        return new if one.lower() == old.lower() else one

    constraints = tuple(
        replace(one, constraint=replace(one.constraint, columns=tuple(map(name, one.constraint.columns))))
        for one in entry.constraints
    )
    indexes = tuple(
        replace(one, columns=tuple(replace(part, text=name(part.text)) for part in one.columns))
        for one in entry.indexes
    )
    return replace(entry, constraints=constraints, indexes=indexes)


def _create_index(change: CreateIndex, state: SchemaState, made: Made) -> None:
    entry = _entry(change, state)
    if entry is None:
        return
    index = IndexState(change.name, change.columns, change.unique, change.where, made, state.age)
    others = tuple(one for one in entry.indexes if change.name is None or one.name != change.name)
    state.tables[entry.name.key] = replace(entry, indexes=(*others, index))


def _drop_index(change: DropIndex, state: SchemaState, made: Made) -> None:
    if change.name is None:
        return
    for table in state.tables.with_index(change.name):
        kept = tuple(one for one in table.indexes if (one.name or "").lower() != change.name.lower())
        if len(kept) < len(table.indexes) and (change.table is None or change.table.key == table.name.key):
            state.tables[table.name.key] = replace(table, indexes=kept)
            return
    if change.table is not None and (entry := state.entry(change.table)) is not None:
        state.tables[change.table.key] = replace(entry, full_age=NEVER)


def _rename_index(change: RenameIndex, state: SchemaState, made: Made) -> None:
    found = state.index(change.name)
    if found is not None:
        table, index = found
        renamed = tuple(replace(one, name=change.new_name) if one is index else one for one in table.indexes)
        state.tables[table.name.key] = replace(table, indexes=renamed)


def _add_constraint(change: AddConstraint, state: SchemaState, made: Made) -> None:
    entry = _entry(change, state)
    if entry is None:
        return
    constraint = change.constraint
    held = ConstraintState(constraint, not constraint.not_valid, made, age=state.age)
    columns = entry.columns
    if constraint.kind == "primary key":
        columns = {**columns}
        for name in constraint.columns:
            if (column := columns.get(name.lower())) is not None:
                columns[name.lower()] = replace(column, primary_key=True, nullable=False)
    state.tables[entry.name.key] = replace(entry, columns=columns, constraints=(*entry.constraints, held))


def _drop_constraint(change: DropConstraint, state: SchemaState, made: Made) -> None:
    entry = _entry(change, state)
    if entry is None:
        return
    kind = _KINDS.get(change.kind or "")
    if change.name is not None:
        name = change.name.lower()
        kept = tuple(one for one in entry.constraints if (one.constraint.name or "").lower() != name)
        if len(kept) == len(entry.constraints):  # a naming convention wrote the name in full: ck_orders_day for day
            kept = tuple(one for one in kept if not name.endswith(f"_{(one.constraint.name or ' ').lower()}"))
        if len(kept) == len(entry.constraints):  # it is one whose name the server chose
            kept = tuple(one for one in kept if one.constraint.named or (kind and one.constraint.kind != kind))
    else:
        kept = tuple(one for one in entry.constraints if one.constraint.kind != kind)
    state.tables[entry.name.key] = replace(entry, constraints=kept)
    if change.cascade:
        _drop_references(change.table, state)


def _drop_references(target: TableName | None, state: SchemaState) -> None:
    """CASCADE takes along the foreign keys of other tables that need what is dropped."""
    for table, one in [*state.referencing(target)] if target is not None else ():
        _with_constraint(state, table, one, None)


def _validate(change: ValidateConstraint, state: SchemaState, made: Made) -> None:
    held = state.constraint(change.table, change.name)
    entry = state.entry(change.table)
    if held is not None and entry is not None:
        _with_constraint(state, entry, held, replace(held, validated=True, validated_in=made.revision))


def _rename_constraint(change: RenameConstraint, state: SchemaState, made: Made) -> None:
    held = state.constraint(change.table, change.name)
    entry = state.entry(change.table)
    if held is not None and entry is not None and change.new_name is not None:
        renamed = replace(held, constraint=replace(held.constraint, name=change.new_name))
        _with_constraint(state, entry, held, renamed)


def _create_type(change: CreateType, state: SchemaState, made: Made) -> None:
    if change.name is not None:
        by = "sql" if change.origin.form == "sql" else "create"
        state.types[change.name.name.lower()] = TypeState(change.name.name, change.values, made, by, state.age)  # type: ignore[arg-type]


def _drop_type(change: DropType, state: SchemaState, made: Made) -> None:
    if change.name is not None:
        state.types.pop(change.name.name.lower(), None)


def _add_value(change: AddEnumValue, state: SchemaState, made: Made) -> None:
    held = state.type(change.name.name if change.name is not None else None)
    if held is not None:
        known = held.values is not None and change.value is not None
        values = (*(held.values or ()), change.value or "") if known else None
        state.types[held.name.lower()] = replace(held, values=values)


def _rename_object(change: RenameObject, state: SchemaState, made: Made) -> None:
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
    """The columns of a type keep it under its new name."""
    for table, column in [*state.columns_of_type(old)]:
        held = state.tables[table.name.key]
        renamed = replace(column, type=replace(column.type, name=new))
        state.tables[table.name.key] = replace(held, columns={**held.columns, column.name: renamed})


def _create_object(change: CreateObject, state: SchemaState, made: Made) -> None:
    if change.kind in ("view", "materialized view") and change.name is not None:
        materialized = change.kind != "view"
        state.views[change.name.key] = ViewState(change.name, change.reads, materialized, made, state.age)
    elif change.kind == "trigger" and change.table is not None:
        entry = _entry(change, state)
        if entry is not None:
            name = change.name.name if change.name is not None else ""
            state.tables[entry.name.key] = replace(entry, triggers=entry.triggers | {name})


def _drop_object(change: DropObject, state: SchemaState, made: Made) -> None:
    if change.name is None:
        return
    if change.kind in ("view", "materialized view"):
        state.views.pop(change.name.key, None)
    elif change.kind == "trigger":
        for key, table in state.tables.items():
            if change.name.name in table.triggers:
                state.tables[key] = replace(table, triggers=table.triggers - {change.name.name})
    elif change.kind == "schema":
        gone = change.name.name.lower()
        for table in [one for one in state.tables.values() if (one.name.schema or "").lower() == gone]:
            state.tables.pop(table.name.key)


def _set_variable(change: SetVariable, state: SchemaState, made: Made) -> None:
    state.variables[change.name] = change.value


def _comment(change: Comment, state: SchemaState, made: Made) -> None:
    entry = state.entry(change.table)
    if entry is not None and change.origin.form == "sql":
        columns = {key: replace(column, comment=False) for key, column in entry.columns.items()}
        state.tables[entry.name.key] = replace(entry, columns=columns)


def _unread(change: Unread, state: SchemaState, made: Made) -> None:
    state.forget_everything()


_HANDLERS: dict[type[Change], Callable[[Any, SchemaState, Made], None]] = {
    AddColumn: _add_column,
    AddConstraint: _add_constraint,
    AddEnumValue: _add_value,
    AlterColumn: _alter_column,
    Comment: _comment,
    CreateIndex: _create_index,
    CreateObject: _create_object,
    CreateTable: _create_table,
    CreateType: _create_type,
    DropAll: _drop_all,
    DropColumn: _drop_column,
    DropConstraint: _drop_constraint,
    DropIndex: _drop_index,
    DropObject: _drop_object,
    DropTable: _drop_table,
    DropType: _drop_type,
    RenameConstraint: _rename_constraint,
    RenameIndex: _rename_index,
    RenameObject: _rename_object,
    RenameTable: _rename_table,
    SetVariable: _set_variable,
    Unread: _unread,
    ValidateConstraint: _validate,
}

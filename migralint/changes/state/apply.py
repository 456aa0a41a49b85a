"""Applies one change to a schema; what cannot be known afterwards is forgotten, never guessed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from msgspec.structs import replace

from migralint.changes.change import Change, OtherSql, Unread
from migralint.changes.parts import Column, TableName
from migralint.changes.state.handlers.columns import add_column, alter_column, comment_on, drop_column
from migralint.changes.state.handlers.constraints import (  # fmt: skip
    add_constraint,
    drop_constraint,
    rename_constraint,
    validate_constraint,
)
from migralint.changes.state.handlers.indexes import create_index, drop_index, rename_index
from migralint.changes.state.handlers.objects import (  # fmt: skip
    add_enum_value,
    create_object,
    create_type,
    drop_object,
    drop_type,
    rename_object,
)
from migralint.changes.state.handlers.tables import create_table, drop_all, drop_table, rename_table
from migralint.changes.state.schema import SchemaState
from migralint.changes.state.tables import NEVER, Made
from migralint.changes.values.columns import AddColumn, AlterColumn, DropColumn
from migralint.changes.values.connection import SetVariable
from migralint.changes.values.constraints import AddConstraint, DropConstraint, RenameConstraint, ValidateConstraint
from migralint.changes.values.indexes import CreateIndex, DropIndex, RenameIndex
from migralint.changes.values.objects import AddEnumValue, CreateObject, CreateType, DropObject, DropType, RenameObject
from migralint.changes.values.tables import Comment, CreateTable, DropAll, DropTable, RenameTable


def apply(change: Change, state: SchemaState, revision: str) -> None:
    """Apply the change to `state`, as it changes the database. `revision` is the id of the revision that makes it."""
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
    """Whether a change may or may not happen: it is under a condition other than a test of the dialect, or in a
    `try`."""
    operation = change.origin.operation
    around = operation.around
    if around.asked or around.caught:
        return True
    return bool(operation.conditions) and around.only is None and not around.without and not around.online


def _doubt(change: Change, state: SchemaState) -> None:
    """Forget the facts that a conditional change may alter."""
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


def _set_variable(change: SetVariable, state: SchemaState, made: Made) -> None:
    state.variables[change.name] = change.value


def _unread(change: Unread, state: SchemaState, made: Made) -> None:
    state.forget_everything()


_HANDLERS: dict[type[Change], Callable[[Any, SchemaState, Made], None]] = {
    AddColumn: add_column,
    AddConstraint: add_constraint,
    AddEnumValue: add_enum_value,
    AlterColumn: alter_column,
    Comment: comment_on,
    CreateIndex: create_index,
    CreateObject: create_object,
    CreateTable: create_table,
    CreateType: create_type,
    DropAll: drop_all,
    DropColumn: drop_column,
    DropConstraint: drop_constraint,
    DropIndex: drop_index,
    DropObject: drop_object,
    DropTable: drop_table,
    DropType: drop_type,
    RenameConstraint: rename_constraint,
    RenameIndex: rename_index,
    RenameObject: rename_object,
    RenameTable: rename_table,
    SetVariable: _set_variable,
    Unread: _unread,
    ValidateConstraint: validate_constraint,
}

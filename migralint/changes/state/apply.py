"""Applies one change to a schema; what cannot be known afterwards is forgotten, never guessed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from msgspec.structs import replace

from migralint.changes.change import Change, OtherSql, Unread
from migralint.changes.definitions import TableName
from migralint.changes.state.handlers.columns import add_column, alter_column, comment_on, drop_column
from migralint.changes.state.handlers.constraints import (  # fmt: skip
    add_constraint,
    drop_constraint,
    rename_constraint,
    validate_constraint,
)
from migralint.changes.state.handlers.indexes import create_index, drop_index, rename_index
from migralint.changes.state.handlers.modified import note_batch
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
from migralint.changes.state.tables import NEVER, Made, TableState
from migralint.changes.values.columns import AddColumn, AlterColumn, DropColumn
from migralint.changes.values.connection import SetVariable
from migralint.changes.values.constraints import AddConstraint, DropConstraint, RenameConstraint, ValidateConstraint
from migralint.changes.values.indexes import CreateIndex, DropIndex, RenameIndex
from migralint.changes.values.objects import AddEnumValue, CreateObject, CreateType, DropObject, DropType, RenameObject
from migralint.changes.values.tables import BatchTable, Comment, CreateTable, DropAll, DropTable, RenameTable


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
    before = state.entry(getattr(change, "table", None))
    handler(change, state, made)
    if is_conditional(change):
        _doubt(change, state, before)


def is_conditional(change: Change) -> bool:
    """Whether a change may or may not happen: it is under a condition other than a test of the dialect, or in a
    `try`."""
    operation = change.origin.operation
    around = operation.around
    if around.asked or around.caught:
        return True
    return bool(operation.conditions) and around.only is None and not around.without and not around.online


def _doubt(change: Change, state: SchemaState, before: TableState | None) -> None:
    """Forget the facts that a conditional change may alter; what it leaves as it was is still known."""
    table = getattr(change, "table", None)
    if isinstance(change, Unread | OtherSql):
        return
    if isinstance(change, RenameTable) and change.new is not None:
        state.forget(change.new)
    if isinstance(table, TableName):
        entry = state.entry(table)
        if before is not None and entry is not None and isinstance(change, _OF_A_PART):
            state.tables[table.key] = _alike(before, entry)
        elif entry is not None and isinstance(change, AddColumn | AlterColumn | DropColumn):
            state.tables[table.key] = replace(entry, columns={}, full_age=NEVER)
        else:
            state.forget(table)
    if isinstance(change, CreateType | DropType | AddEnumValue) and change.name is not None:
        held = state.types.get(change.name.name.lower())
        if held is not None:
            state.types[change.name.name.lower()] = replace(held, age=NEVER)


_OF_A_PART = (
    *(AddColumn, AddConstraint, AlterColumn, Comment, CreateIndex, DropColumn, DropConstraint, DropIndex),
    *(RenameConstraint, RenameIndex, ValidateConstraint),
)
"""Changes of a table that stays."""


def _alike(before: TableState, after: TableState) -> TableState:
    """What holds of a table whether a change is made or not."""
    return replace(
        after,
        columns={name: column for name, column in before.columns.items() if after.columns.get(name) == column},
        constraints=tuple(one for one in before.constraints if one in after.constraints),
        indexes=tuple(one for one in before.indexes if one in after.indexes),
        full_age=before.full_age if before == after else NEVER,
    )


def _set_variable(change: SetVariable, state: SchemaState, made: Made) -> None:
    state.variables[change.name] = change.value


def _unread(change: Unread, state: SchemaState, made: Made) -> None:
    state.forget_everything()


_HANDLERS: dict[type[Change], Callable[[Any, SchemaState, Made], None]] = {
    AddColumn: add_column,
    AddConstraint: add_constraint,
    AddEnumValue: add_enum_value,
    AlterColumn: alter_column,
    BatchTable: note_batch,
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

"""Carries a schema over changes of columns."""

from __future__ import annotations

from msgspec.structs import replace

from migralint.changes.state.handlers.constraints import constraints_of, drop_references
from migralint.changes.state.handlers.modified import reset_by
from migralint.changes.state.schema import SchemaState
from migralint.changes.state.tables import NEVER, ColumnState, Made, TableState, column_state
from migralint.changes.types import Type
from migralint.changes.values.columns import AddColumn, AlterColumn, DropColumn
from migralint.changes.values.tables import Comment


def add_column(change: AddColumn, state: SchemaState, made: Made) -> None:
    """Add the column to the state, with its inline constraints."""
    entry = state.entry_or_new(change.table)
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
        constraints=(*entry.constraints, *constraints_of(column, made, state.age)),
    )


def drop_column(change: DropColumn, state: SchemaState, made: Made) -> None:
    """Remove the column, and the constraints and indexes that contain it."""
    entry = state.entry_or_new(change.table)
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
        drop_references(change.table, state)


def alter_column(change: AlterColumn, state: SchemaState, made: Made) -> None:
    """Apply the new properties of the call; the others stay as they were, or, if unknown, become those of its
    `existing_…` arguments."""
    entry = state.entry_or_new(change.table)
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
    reset = reset_by(change, held, copied=change.origin.is_batch and change.origin.batch == state.copying)
    columns[name.lower()] = replace(new, name=name.lower(), age=state.age, reset=reset)
    new_entry = replace(entry, columns=columns)
    if change.new_name is not None:
        new_entry = _renamed(new_entry, change.column, change.new_name)
    state.tables[entry.name.key] = new_entry


def _existing(change: AlterColumn, held: ColumnState, age: int) -> ColumnState:
    """A column of which only what the call says is known."""
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


def comment_on(change: Comment, state: SchemaState, made: Made) -> None:
    """Forget the comments of all columns: the statement may be about any of them."""
    entry = state.entry(change.table)
    if entry is not None and change.origin.form == "sql":
        columns = {key: replace(column, comment=False) for key, column in entry.columns.items()}
        state.tables[entry.name.key] = replace(entry, columns=columns)

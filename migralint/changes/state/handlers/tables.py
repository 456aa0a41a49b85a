"""Carries a schema over changes of whole tables."""

from __future__ import annotations

from msgspec.structs import replace

from migralint.changes.definitions import IndexPart
from migralint.changes.state.handlers.constraints import constraints_of, drop_references, with_constraint
from migralint.changes.state.schema import SchemaState
from migralint.changes.state.tables import NEVER, ConstraintState, IndexState, Made, TableState, TypeState, column_state
from migralint.changes.types import Type
from migralint.changes.values.tables import CreateTable, DropAll, DropTable, RenameTable


def create_table(change: CreateTable, state: SchemaState, made: Made) -> None:
    """Add the table; it is completely known if its whole definition was read."""
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
    constraints = [_merged(one, keys) for one in constraints]
    indexes = [IndexState(one.name, one.columns, one.unique, one.where, made, age) for one in change.indexes]
    for column in change.columns:
        constraints += constraints_of(column, made, age)
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


def _merged(held: ConstraintState, keys: list[str]) -> ConstraintState:
    """PostgreSQL makes no UNIQUE constraint over the columns of the primary key in the same CREATE TABLE; others do."""
    same = held.constraint.kind == "unique" and [*held.constraint.columns] == keys
    return replace(held, age=NEVER) if same else held


def _note_type(kind: Type, state: SchemaState, made: Made) -> None:
    """Add the enum types of its columns, which a table creates unless `create_type` is False."""
    if kind.family != "enum" or kind.name is None or not kind.native or not kind.create_type:
        return
    if state.type(kind.name) is None:
        state.types[kind.name.lower()] = TypeState(kind.name, kind.values, made, "create_table", state.age)


def drop_table(change: DropTable, state: SchemaState, made: Made) -> None:
    """Remove the table; with CASCADE also foreign keys and views of others; without a known name, nothing is certain
    any more."""
    if change.table is not None:
        state.tables.pop(change.table.key, None)
        if change.cascade:
            drop_references(change.table, state)
            for view in [*state.views_of(change.table)]:
                state.views.pop(view.name.key, None)
    else:
        state.forget_everything()


def drop_all(change: DropAll, state: SchemaState, made: Made) -> None:
    """Mark all tables as uncertain: which of them are in the metadata is not known."""
    state.forget_everything()


def rename_table(change: RenameTable, state: SchemaState, made: Made) -> None:
    """Rename the table; the facts about it stay, and foreign keys refer to its new name."""
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
            with_constraint(state, table, one, replace(one, constraint=pointed))

"""Carries a schema over changes of indexes."""

from __future__ import annotations

from msgspec.structs import replace

from migralint.changes.state.schema import SchemaState
from migralint.changes.state.tables import NEVER, IndexState, Made
from migralint.changes.values.indexes import CreateIndex, DropIndex, RenameIndex


def create_index(change: CreateIndex, state: SchemaState, made: Made) -> None:
    """Add the index; it replaces one with the same name."""
    entry = state.entry_or_new(change.table)
    if entry is None:
        return
    index = IndexState(change.name, change.columns, change.unique, change.where, made, state.age)
    others = tuple(one for one in entry.indexes if change.name is None or one.name != change.name)
    state.tables[entry.name.key] = replace(entry, indexes=(*others, index))


def drop_index(change: DropIndex, state: SchemaState, made: Made) -> None:
    """Remove the index of this name, from the named table or from any; if the named table has no such index, its
    indexes are no longer completely known."""
    if change.name is None:
        return
    for table in state.tables.with_index(change.name):
        kept = tuple(one for one in table.indexes if (one.name or "").lower() != change.name.lower())
        if len(kept) < len(table.indexes) and (change.table is None or change.table.key == table.name.key):
            state.tables[table.name.key] = replace(table, indexes=kept)
            return
    if change.table is not None and (entry := state.entry(change.table)) is not None:
        state.tables[change.table.key] = replace(entry, full_age=NEVER)


def rename_index(change: RenameIndex, state: SchemaState, made: Made) -> None:
    """Rename the index; everything else stays the same."""
    entry_and_index = state.index(change.name)
    if entry_and_index is not None:
        table, index = entry_and_index
        renamed = tuple(replace(one, name=change.new_name) if one is index else one for one in table.indexes)
        state.tables[table.name.key] = replace(table, indexes=renamed)

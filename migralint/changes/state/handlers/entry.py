"""The record of the table that a change is about."""

from __future__ import annotations

from typing import Any

from migralint.changes.state.schema import SchemaState
from migralint.changes.state.tables import TableState


def entry_of(change: Any, state: SchemaState) -> TableState | None:
    """What is recorded of the table of a change; a new record for a table that nobody saw created."""
    if change.table is None:
        return None
    entry = state.entry(change.table)
    return entry if entry is not None else TableState(change.table, {})

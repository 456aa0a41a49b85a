"""The type of a column before a change: what the call says of it, or else what earlier revisions made."""

from __future__ import annotations

from migralint.changes.state.schema import SchemaState
from migralint.changes.types import Type
from migralint.changes.values.columns import AlterColumn


def type_before(change: AlterColumn, state: SchemaState) -> Type | None:
    """The type in `existing_type`, or else the one that the column has in `state`; None if neither is known.

    SQLite has no enum types: autogenerate against it writes `existing_type=sa.VARCHAR(n)` for a column that is an enum
    in every other database, with n the length of the longest value. If an earlier revision created such an enum, that
    enum is returned.
    """
    existing = change.existing.type
    column = state.column(change.table, change.column)
    recorded = column.type if column is not None else None
    if existing is None:
        return recorded
    return recorded if recorded is not None and _is_read_back(existing, recorded) else existing


def _is_read_back(existing: Type, recorded: Type) -> bool:
    if existing.family != "varchar" or recorded.family != "enum" or not recorded.values:
        return False
    return existing.length == max(map(len, recorded.values))

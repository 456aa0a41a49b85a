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
    said = change.existing.type
    column = state.column(change.table, change.column)
    made = column.type if column is not None else None
    if said is None:
        return made
    return made if made is not None and _is_read_back(said, made) else said


def _is_read_back(said: Type, made: Type) -> bool:
    if said.family != "varchar" or made.family != "enum" or not made.values:
        return False
    return said.length == max(map(len, made.values))

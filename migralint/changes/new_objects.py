"""Objects that old code has not seen, because the present revision has created them."""

from __future__ import annotations

from typing import Literal

from migralint.changes.definitions import TableName
from migralint.changes.state.schema import SchemaState

Word = Literal["expand", "contract", "data", "unknown"]
Judgement = tuple[Word, str] | None
"""The kind of effect that a change has on old code, and the reason; None: no effect."""


def is_new(table: TableName | None, state: SchemaState, revision: str) -> bool:
    """Whether the revision itself creates the table, or the table is a temporary one."""
    if table is None:
        return False
    entry = state.entry(table)
    if entry is None:
        return table.name.startswith("_alembic_tmp_")
    return entry.temporary or (entry.made is not None and entry.made.revision == revision)


def is_new_column(table: TableName | None, column: str | None, state: SchemaState, revision: str) -> bool:
    """Whether the revision itself adds the column."""
    held = state.column(table, column)
    return held is not None and held.made is not None and held.made.revision == revision


def is_new_null(table: TableName | None, column: str, state: SchemaState, revision: str) -> bool:
    """Whether a column is new and holds NULL in every row that old code writes: NULL neither violates UNIQUE nor a
    foreign key."""
    held = state.column(table, column)
    if held is None or held.nullable is not True or held.default != "none":
        return False
    return is_new_column(table, column, state, revision)


def shown_name(table: TableName | None, column: str | None = None) -> str:
    """The name of a table or column in reports."""
    name = str(table) if table is not None else "a table"
    return name if column is None else f"{name}.{column}"

"""Alembic's directives by name, and which argument of each names its table."""

from __future__ import annotations

DIRECTIVES = (
    "add_column", "alter_column", "batch_alter_table", "bulk_insert", "create_check_constraint",
    "create_exclude_constraint", "create_foreign_key", "create_index", "create_primary_key", "create_table",
    "create_table_comment", "create_unique_constraint", "drop_column", "drop_constraint", "drop_index", "drop_table",
    "drop_table_comment", "execute", "f", "get_bind", "get_context", "inline_literal", "rename_table", "run_async",
)  # fmt: skip
"""The names that `from alembic.op import *` binds."""
_SECOND_IS_TABLE = frozenset(
    {
        "create_index", "drop_index", "create_foreign_key", "create_unique_constraint", "create_primary_key",
        "create_check_constraint", "create_exclude_constraint", "drop_constraint",
    }
)  # fmt: skip
"""Directives whose first argument is the name of the constraint or index."""
_NO_TABLE = frozenset({"execute", "get_bind", "get_context", "run_async", "invoke", "implementation_for"})
_TABLE_KEYWORDS = ("table_name", "source_table", "old_table_name", "table")


def table_name(directive: str, arguments: tuple[object, ...], keywords: dict[str, object]) -> str | None:
    """Return the name of the table that a directive changes; None: it has no table, or the name is not literal."""
    if directive in _NO_TABLE:
        return None
    position = 1 if directive in _SECOND_IS_TABLE else 0
    table = arguments[position] if len(arguments) > position else None
    if table is None:
        table = next((keywords[name] for name in _TABLE_KEYWORDS if name in keywords), None)
    return table if isinstance(table, str) else None

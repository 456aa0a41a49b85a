"""ML394: indexes that are dropped without their table."""

from __future__ import annotations

from collections.abc import Iterator

from migralint.changes.state.tables import TableState
from migralint.changes.values.indexes import DropIndex
from migralint.findings.correction import AddKeywords
from migralint.findings.operation_context import Step
from migralint.findings.problem import Problem
from migralint.rules.operation.exact_source import exact_text


def drop_index_without_table(step: Step) -> Iterator[Problem]:
    """MySQL cannot drop an index without knowing its table.

    Why:
        There, index names belong to the table: Alembic renders `DROP INDEX ix ON no_table`.

    Example:
            # dialect: mysql
            # a1b2c3d4e5f6_change.py
            revision = "a1b2c3d4e5f6"
            down_revision = None

            from alembic import op

            def upgrade():
                op.drop_index("ix_number")

    Instead:
        Say it:

            # dialect: mysql
            # a1b2c3d4e5f6_change.py
            revision = "a1b2c3d4e5f6"
            down_revision = None

            from alembic import op

            def upgrade():
                op.drop_index("ix_number", table_name="orders")

    Note:
        If an earlier revision created the index, and no other table has one of the same name, `migralint check --fix`
        adds the table.
    """
    change: DropIndex = step.change
    if change.origin.is_batch or change.table is not None:
        return
    operation = change.origin.operation
    if change.origin.form == "op" and ("table_name" in operation.keywords or len(operation.arguments) > 1):
        return
    found = step.state.index(change.name)
    table = found[0].name.name if found is not None else "…"
    certain = found is not None and found[0].name.schema is None and "schema" not in operation.keywords
    certain = certain and len([*_tables_with(step, change.name)]) == 1
    yield step.problem(
        f"the call does not give the table of the index {change.name or ''}".replace("  ", " "),
        help=f'add table_name="{table}"',
        correction=AddKeywords(change.origin.location, (("table_name", exact_text(table)),)) if certain else None,
    )


def _tables_with(step: Step, name: str | None) -> Iterator[TableState]:
    """The tables that have, or may have, an index of this name: index names are only unique within a table there."""
    for table in step.state.tables.with_index(name or ""):
        if any((one.name or "").lower() == (name or "").lower() for one in table.indexes):
            yield table

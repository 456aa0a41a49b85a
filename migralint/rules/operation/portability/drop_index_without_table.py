"""ML394: indexes that are dropped without their table."""

from __future__ import annotations

from collections.abc import Iterator

from migralint.changes.change import DropIndex
from migralint.findings.operation_context import Step
from migralint.findings.problem import Problem


def drop_index_without_table(step: Step) -> Iterator[Problem]:
    """MySQL cannot drop an index without knowing its table.

    Why:
        Index names belong to the table there: Alembic renders `DROP INDEX ix ON no_table`.

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
    """
    change: DropIndex = step.change
    if change.origin.is_batch or change.table is not None:
        return
    operation = change.origin.operation
    if change.origin.form == "op" and ("table_name" in operation.keywords or len(operation.arguments) > 1):
        return
    found = step.state.index(change.name)
    table = found[0].name.name if found is not None else "…"
    yield step.problem(
        f"the table of the index {change.name or ''} is not said".replace("  ", " "),
        help=f'add table_name="{table}"',
    )

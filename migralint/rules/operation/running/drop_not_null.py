"""ML315: columns that may hold NULL from now on."""

from __future__ import annotations

from collections.abc import Iterator

from migralint.changes.values.columns import AlterColumn
from migralint.findings.operation_context import Step
from migralint.findings.problem import Problem


def drop_not_null(step: Step) -> Iterator[Problem]:
    """A column that was NOT NULL may hold NULL.

    Why:
        Code that trusts the column to have a value gets NULL. Off by default: most code does not notice.

    Example:
            # a1b2c3d4e5f6_change.py
            revision = "a1b2c3d4e5f6"
            down_revision = None

            from alembic import op
            import sqlalchemy as sa

            def upgrade():
                op.alter_column("orders", "day", existing_type=sa.Date(), nullable=True, existing_nullable=False)

    Instead:
            # a1b2c3d4e5f6_change.py
            revision = "a1b2c3d4e5f6"
            down_revision = None

            from alembic import op
            import sqlalchemy as sa

            def upgrade():
                op.alter_column("orders", "day", existing_type=sa.Date(), nullable=True, existing_nullable=True)
    """
    change: AlterColumn = step.change
    if change.nullable is not True or change.column is None or step.is_exempt(change.table):
        return
    column = step.state.column(change.table, change.column)
    was_required = change.existing.nullable is False or (
        change.existing.nullable is None and column is not None and column.nullable is False
    )
    if was_required and not (column is not None and step.made_here(column.made)):
        yield step.problem(
            f"{change.table or '…'}.{change.column} may be NULL from now on, which code that reads it may not expect",
            help="first deploy code that handles NULL",
        )

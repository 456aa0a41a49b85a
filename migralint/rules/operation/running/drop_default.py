"""ML316: defaults that are dropped from required columns."""

from __future__ import annotations

from collections.abc import Iterator

from migralint.changes.values.columns import AlterColumn
from migralint.findings.operation_context import Step
from migralint.findings.problem import Problem


def drop_default(step: Step) -> Iterator[Problem]:
    """The server default of a required column is dropped.

    Why:
        Inserts that omit the column, such as those of running code, fail from then on.

    Example:
            # a1b2c3d4e5f6_change.py
            revision = "a1b2c3d4e5f6"
            down_revision = None

            from alembic import op
            import sqlalchemy as sa

            def upgrade():
                op.alter_column(
                    "orders",
                    "currency",
                    existing_type=sa.String(3),
                    existing_nullable=False,
                    server_default=None,
                )

    Instead:
        Keep the default, or first deploy code that always sets the column:

            # a1b2c3d4e5f6_change.py
            revision = "a1b2c3d4e5f6"
            down_revision = None

            from alembic import op
            import sqlalchemy as sa

            def upgrade():
                op.alter_column(
                    "orders",
                    "currency",
                    existing_type=sa.String(3),
                    existing_nullable=False,
                    server_default="USD",
                )
    """
    change: AlterColumn = step.change
    if change.default != "drop" or change.column is None or step.is_exempt(change.table):
        return
    column = step.state.column(change.table, change.column)
    if column is not None and (step.made_here(column.made) or column.default == "none"):
        return
    nullable = change.existing.nullable if change.nullable is None else change.nullable
    if nullable is None and column is not None:
        nullable = column.nullable
    if nullable is False:
        yield step.problem(
            f"{change.table or '…'}.{change.column} is required and loses its default: inserts without a value fail",
            help="first deploy code that always sets it",
        )

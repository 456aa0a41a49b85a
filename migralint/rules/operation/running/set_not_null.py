"""ML314: existing columns that become NOT NULL."""

from __future__ import annotations

from collections.abc import Iterator

from migralint.changes.values.columns import AlterColumn
from migralint.findings.operation_context import Step
from migralint.findings.problem import Problem
from migralint.findings.severity import Severity
from migralint.rules.operation.running.backfill import is_filled
from migralint.rules.operation.running.repeated import is_perhaps_repeated


def set_not_null(step: Step) -> Iterator[Problem]:
    """An existing column becomes NOT NULL, and no statement fills its NULLs before.

    Why:
        One row with NULL makes the upgrade fail, on every database. Code that still writes NULL fails from then on.

    Example:
            # 0a1b2c3d4e5f_start.py
            revision = "0a1b2c3d4e5f"
            down_revision = None

            from alembic import op
            import sqlalchemy as sa

            def upgrade():
                op.create_table("orders", sa.Column("id", sa.Integer(), primary_key=True), sa.Column("day", sa.Date()))

            # a1b2c3d4e5f6_change.py
            revision = "a1b2c3d4e5f6"
            down_revision = "0a1b2c3d4e5f"

            from alembic import op
            import sqlalchemy as sa

            def upgrade():
                op.alter_column("orders", "day", existing_type=sa.Date(), nullable=False)

    Instead:
        Fill it first:

            # 0a1b2c3d4e5f_start.py
            revision = "0a1b2c3d4e5f"
            down_revision = None

            from alembic import op
            import sqlalchemy as sa

            def upgrade():
                op.create_table("orders", sa.Column("id", sa.Integer(), primary_key=True), sa.Column("day", sa.Date()))

            # a1b2c3d4e5f6_change.py
            revision = "a1b2c3d4e5f6"
            down_revision = "0a1b2c3d4e5f"

            from alembic import op
            import sqlalchemy as sa

            def upgrade():
                op.execute("UPDATE orders SET day = '1970-01-01' WHERE day IS NULL")
                op.alter_column("orders", "day", existing_type=sa.Date(), nullable=False)
    """
    change: AlterColumn = step.change
    if change.nullable is not False or change.column is None or step.is_exempt(change.table):
        return
    if change.existing.nullable is False or step.dialects == frozenset({"postgresql"}):
        return
    column = step.state.column(change.table, change.column)
    if column is not None and (column.nullable is False or step.made_here(column.made)):
        return
    if is_filled(step, change.table, change.column):
        return
    table = change.table or "a table"
    repeated = is_perhaps_repeated(step, change)
    unless = "unless it is already NOT NULL" if repeated else "and no statement fills its NULLs before"
    yield step.problem(
        f"{table}.{change.column} becomes NOT NULL, {unless}: a NULL in it makes this fail",
        severity=Severity.INFO if repeated else None,
        help=f"1. UPDATE {table} SET {change.column} = … WHERE {change.column} IS NULL, in batches; 2. set it NOT NULL "
        "in the next revision",
    )

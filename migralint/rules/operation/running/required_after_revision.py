"""ML313: new columns that are required when the revision ends."""

from __future__ import annotations

from collections.abc import Iterator

from migralint.changes.change import Change
from migralint.changes.values.columns import AlterColumn
from migralint.findings.operation_context import Step
from migralint.findings.problem import Problem


def required_after_revision(step: Step) -> Iterator[Problem]:
    """A column of this revision is NOT NULL without a default when the revision ends.

    Why:
        Running code does not know the column: its inserts fail until the deployment ends. On PostgreSQL SET NOT
        NULL also scans the table under an ACCESS EXCLUSIVE lock.

    Example:
            # a1b2c3d4e5f6_change.py
            revision = "a1b2c3d4e5f6"
            down_revision = None

            from alembic import op
            import sqlalchemy as sa

            def upgrade():
                op.add_column("orders", sa.Column("currency", sa.String(3), nullable=True))
                op.execute("UPDATE orders SET currency = 'EUR' WHERE currency IS NULL")
                op.alter_column("orders", "currency", existing_type=sa.String(3), nullable=False)

    Instead:
        Keep a server default for one release:

            # a1b2c3d4e5f6_change.py
            revision = "a1b2c3d4e5f6"
            down_revision = None

            from alembic import op
            import sqlalchemy as sa

            def upgrade():
                op.add_column("orders", sa.Column("currency", sa.String(3), nullable=False, server_default="EUR"))
    """
    change: AlterColumn = step.change
    if change.column is None or step.is_exempt(change.table):
        return
    column = step.state.column(change.table, change.column)
    if column is None or column.made is None or column.made.revision != step.view.revision.id:
        return
    nullable = column.nullable if change.nullable is None else change.nullable
    default = column.default if change.default == "keep" else change.default
    if nullable is not False or default not in ("none", "drop"):
        return
    if any(_is_of(one, change) for one in step.later):
        return  # reported at the last step
    if change.nullable is not False and change.default != "drop":
        return
    table = change.table or "a table"
    how = "loses its default" if change.default == "drop" else "becomes NOT NULL"
    yield step.problem(
        f"{table}.{change.column} is added and {how} in the same revision: inserts by code that does not know the "
        "column fail",
        help="leave the server default for one release, and drop it, or set NOT NULL, in a revision of the next one",
    )


def _is_of(one: Change, change: AlterColumn) -> bool:
    if not isinstance(one, AlterColumn) or one.table != change.table or one.column != change.column:
        return False
    return one.nullable is not None or one.default != "keep"

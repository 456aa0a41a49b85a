"""ML365: batch mode on tables that a view reads."""

from __future__ import annotations

from collections.abc import Iterator

from migralint.changes.values.tables import BatchTable
from migralint.findings.operation_context import Step
from migralint.findings.problem import Problem
from migralint.rules.operation.sqlite.rebuilding import rebuilds


def batch_under_view(step: Step) -> Iterator[Problem]:
    """Batch mode copies a table that a view reads.

    Why:
        While the table is swapped, SQLite checks the view, does not find the table, and refuses: "error in view". The
        copy `_alembic_tmp_…` remains, so the next attempt fails as well.

    Example:
            # dialect: sqlite
            # 0a1b2c3d4e5f_start.py
            revision = "0a1b2c3d4e5f"
            down_revision = None

            from alembic import op
            import sqlalchemy as sa

            def upgrade():
                op.create_table("orders", sa.Column("id", sa.Integer(), primary_key=True), sa.Column("day", sa.Date()))
                op.execute("CREATE VIEW days AS SELECT day FROM orders")

            # a1b2c3d4e5f6_change.py
            revision = "a1b2c3d4e5f6"
            down_revision = "0a1b2c3d4e5f"

            from alembic import op
            import sqlalchemy as sa

            def upgrade():
                with op.batch_alter_table("orders") as batch:
                    batch.alter_column("day", existing_type=sa.Date(), nullable=False)

    Instead:
        Drop the view before, and create it afterwards:

            # dialect: sqlite
            # 0a1b2c3d4e5f_start.py
            revision = "0a1b2c3d4e5f"
            down_revision = None

            from alembic import op
            import sqlalchemy as sa

            def upgrade():
                op.create_table("orders", sa.Column("id", sa.Integer(), primary_key=True), sa.Column("day", sa.Date()))
                op.execute("CREATE VIEW days AS SELECT day FROM orders")

            # a1b2c3d4e5f6_change.py
            revision = "a1b2c3d4e5f6"
            down_revision = "0a1b2c3d4e5f"

            from alembic import op
            import sqlalchemy as sa

            def upgrade():
                op.execute("DROP VIEW days")
                with op.batch_alter_table("orders") as batch:
                    batch.alter_column("day", existing_type=sa.Date(), nullable=False)
                op.execute("CREATE VIEW days AS SELECT day FROM orders")
    """
    change: BatchTable = step.change
    if change.table is None or not rebuilds(step, change):
        return
    views = [str(view.name) for view in step.state.views_of(change.table)]
    if views:
        yield step.problem(
            f"the view {', '.join(views)} reads {change.table}: SQLite refuses to copy the table under it",
            help=f"op.execute('DROP VIEW {views[0]}') before the batch, and create it again after it",
        )

"""ML380: downgrades that need a value that does not exist."""

from __future__ import annotations

from collections.abc import Iterator

from migralint.changes.values.columns import AddColumn, AlterColumn
from migralint.changes.values.data import ChangeData
from migralint.changes.values.tables import CreateTable
from migralint.findings.operation_context import RevisionScope
from migralint.findings.problem import Problem
from migralint.rules.operation.running.required_column import fills_itself
from migralint.rules.operation.running.values import INVENTED, invents_values, is_emptied


def downgrade_requires_value(scope: RevisionScope) -> Iterator[Problem]:
    """downgrade() makes a column required for which rows have no value.

    Why:
        The downgrade fails when it is needed: the table has rows without a value for the column.

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
                op.drop_column("orders", "day")

            def downgrade():
                op.add_column("orders", sa.Column("day", sa.Date(), nullable=False))

    Instead:
        Make it nullable:

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
                op.drop_column("orders", "day")

            def downgrade():
                op.add_column("orders", sa.Column("day", sa.Date(), nullable=True))
    """
    made = {one.table for one in scope.view.downgrade if isinstance(one, CreateTable)}
    emptied_at: list[ChangeData] = []
    for index, change in enumerate(scope.view.downgrade):
        if isinstance(change, ChangeData):
            emptied_at.append(change)
        around = change.origin.operation.around
        if getattr(change, "table", None) in made or around.caught or around.asked:
            continue
        if isinstance(change, AddColumn) and not is_emptied(scope.view.downgrade[:index], change.table):
            column = change.column
            filled = column.default is not None and column.default.is_set
            if column.complete and column.nullable is False and not filled and not fills_itself(scope, column):
                invented = invents_values(scope, column)
                yield scope.problem(
                    f"downgrade() adds {change.table or 'a table'}.{column.name} NOT NULL without a server default: "
                    f"{INVENTED if invented else 'it fails if the table has rows'}",
                    change.origin.location,
                    help="add it nullable, or with a server_default",
                )
        elif (
            isinstance(change, AlterColumn)
            and change.nullable is False
            and not emptied_at
            and _was_opened(scope, change)
        ):
            yield scope.problem(
                f"downgrade() sets {change.table or '…'}.{change.column} NOT NULL, which upgrade() made nullable: "
                "a NULL makes it fail",
                change.origin.location,
                help=f"UPDATE {change.table or '…'} SET {change.column} = … WHERE {change.column} IS NULL before it",
            )


def _was_opened(scope: RevisionScope, change: AlterColumn) -> bool:
    for one in scope.view.upgrade:
        same = isinstance(one, AlterColumn) and one.table == change.table and one.column == change.column
        if same and isinstance(one, AlterColumn) and one.nullable is True:
            return True
    return False

"""ML381: enum types that downgrade() leaves."""

from __future__ import annotations

from collections.abc import Iterator

from migralint.changes.change import Unread
from migralint.changes.values.columns import AlterColumn, DropColumn
from migralint.changes.values.objects import DropType
from migralint.changes.values.tables import DropTable
from migralint.findings.operation_context import RevisionScope
from migralint.findings.problem import Problem


def enum_type_left_behind(scope: RevisionScope) -> Iterator[Problem]:
    """downgrade() drops the column of an enum type, but not the type.

    Why:
        The type stays in the database: the next upgrade fails with "already exists", except if both run in one process.

    Example:
            # dialect: postgresql
            # a1b2c3d4e5f6_change.py
            revision = "a1b2c3d4e5f6"
            down_revision = None

            from alembic import op
            import sqlalchemy as sa

            def upgrade():
                op.create_table("orders", sa.Column("state", sa.Enum("new", "paid", name="order_state")))

            def downgrade():
                op.drop_table("orders")

    Instead:
        Drop the type too:

            # dialect: postgresql
            # a1b2c3d4e5f6_change.py
            revision = "a1b2c3d4e5f6"
            down_revision = None

            from alembic import op
            import sqlalchemy as sa

            def upgrade():
                op.create_table("orders", sa.Column("state", sa.Enum("new", "paid", name="order_state")))

            def downgrade():
                op.drop_table("orders")
                sa.Enum(name="order_state").drop(op.get_bind(), checkfirst=True)
    """
    functions = scope.view.file.functions or {}
    downgrade = functions.get("downgrade")
    if downgrade is None or downgrade.empty or downgrade.raises or not scope.view.downgrade:
        return
    if any(isinstance(one, Unread) for one in scope.view.downgrade):
        return
    dropped = {
        one.name.name.lower() for one in scope.view.downgrade if isinstance(one, DropType) and one.name is not None
    }
    texts = " ".join(one.origin.statement.lower() for one in scope.view.downgrade)
    for held in scope.after.types.values():
        made = held.made
        if made is None or made.revision != scope.view.revision.id or held.age < scope.after.age:
            continue
        if held.name.lower() in dropped or held.name.lower() in texts or not _users_go(scope, held.name):
            continue
        yield scope.problem(
            f"downgrade() leaves the type {held.name}, which upgrade() created: the next upgrade fails on it",
            downgrade.location,
            help=f'sa.Enum(name="{held.name}").drop(op.get_bind(), checkfirst=True) at the end of downgrade()',
        )


def _users_go(scope: RevisionScope, name: str) -> bool:
    """Whether downgrade() drops every column of the type, or no column has it."""
    tables = {one.table.key for one in scope.view.downgrade if isinstance(one, DropTable) and one.table is not None}
    columns = {
        (one.table.key, (one.column or "").lower())
        for one in scope.view.downgrade
        if isinstance(one, DropColumn) and one.table is not None
    }
    altered = {
        (one.table.key, (one.column or "").lower())
        for one in scope.view.downgrade
        if isinstance(one, AlterColumn) and one.table is not None
    }
    for table, column in scope.after.columns_of_type(name):
        place = (table.name.key, column.name)
        if table.name.key not in tables and place not in columns and place not in altered:
            return False
    return True

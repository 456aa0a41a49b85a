"""ML398: primary_key on a column that is added."""

from __future__ import annotations

from collections.abc import Iterator

from migralint.changes.values.columns import AddColumn
from migralint.changes.values.constraints import AddConstraint
from migralint.findings.operation_context import Step
from migralint.findings.problem import Problem
from migralint.rules.operation.code import call


def key_flag_ignored(step: Step) -> Iterator[Problem]:
    """add_column does not create a primary key.

    Why:
        Alembic ignores `primary_key=True` there: no key is created, and on PostgreSQL the column becomes a SERIAL.

    Example:
            # a1b2c3d4e5f6_change.py
            revision = "a1b2c3d4e5f6"
            down_revision = None

            from alembic import op
            import sqlalchemy as sa

            def upgrade():
                op.add_column("orders", sa.Column("id", sa.Integer(), primary_key=True))

    Instead:
        Create the key with a separate call:

            # a1b2c3d4e5f6_change.py
            revision = "a1b2c3d4e5f6"
            down_revision = None

            from alembic import op
            import sqlalchemy as sa

            def upgrade():
                op.add_column("orders", sa.Column("id", sa.Integer(), nullable=False, server_default="0"))
                op.create_primary_key("pk_orders", "orders", ["id"])
    """
    change: AddColumn = step.change
    rebuilt = change.origin.is_batch and (not step.dialects or "sqlite" in step.dialects)
    if change.origin.form not in ("op", "batch") or rebuilt:
        return
    if not change.column.primary_key or change.inline_primary_key:
        return
    made = (one for one in step.view.upgrade if isinstance(one, AddConstraint) and one.table == change.table)
    if any(one.constraint.kind == "primary key" for one in made):
        return
    key = call("op.create_primary_key", None, change.table, [change.column.name])
    yield step.problem(
        f"primary_key=True of {change.column.name or 'a column'} is ignored: {change.table or 'the table'} gets no key",
        help=f"create it with {key}, or pass inline_primary_key=True (Alembic 1.18.4 and later)",
    )

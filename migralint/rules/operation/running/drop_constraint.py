"""ML317: constraints that are dropped."""

from __future__ import annotations

from collections.abc import Iterator

from migralint.changes.values.constraints import AddConstraint, DropConstraint
from migralint.changes.values.tables import DropTable
from migralint.findings.operation_context import Step
from migralint.findings.problem import Problem


def drop_constraint(step: Step) -> Iterator[Problem]:
    """A constraint is dropped and not created again.

    Why:
        Its guarantee no longer holds. On PostgreSQL dropping a foreign key locks both tables ACCESS
        EXCLUSIVE for a moment. Off by default.

    Example:
            # a1b2c3d4e5f6_change.py
            revision = "a1b2c3d4e5f6"
            down_revision = None

            from alembic import op

            def upgrade():
                op.drop_constraint("uq_orders_day", "orders", type_="unique")

    Instead:
            # a1b2c3d4e5f6_change.py
            revision = "a1b2c3d4e5f6"
            down_revision = None

            from alembic import op

            def upgrade():
                op.drop_constraint("uq_orders_day", "orders", type_="unique")
                op.create_unique_constraint("uq_orders_day", "orders", ["day", "customer_id"])
    """
    change: DropConstraint = step.change
    if step.is_exempt(change.table):
        return
    for one in step.later:
        if isinstance(one, AddConstraint) and one.table == change.table and one.constraint.name == change.name:
            return
        if isinstance(one, DropTable) and one.table == change.table:
            return
    yield step.problem(
        f"the constraint {change.name or ''} of {change.table or 'a table'} is dropped".replace("  ", " "),
        help="explain in a comment why its guarantee is no longer needed",
    )

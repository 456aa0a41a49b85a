"""ML354: enum values that are reordered."""

from __future__ import annotations

from collections.abc import Iterator

from migralint.changes.values.columns import AlterColumn
from migralint.findings.operation_context import Step
from migralint.findings.problem import Problem
from migralint.rules.operation.mysql.copying import new_type, old_type


def enum_reordered(step: Step) -> Iterator[Problem]:
    """An enum gets new values in the middle, or its values are reordered.

    Why:
        MySQL stores the number of a value. Appending values costs nothing; any other change copies the table, and
        comparisons by number change their meaning. https://dev.mysql.com/doc/refman/8.0/en/enum.html

    Example:
            # dialect: mysql
            # a1b2c3d4e5f6_change.py
            revision = "a1b2c3d4e5f6"
            down_revision = None

            from alembic import op
            import sqlalchemy as sa

            def upgrade():
                op.alter_column(
                    "orders",
                    "state",
                    existing_type=sa.Enum("new", "paid"),
                    type_=sa.Enum("new", "packed", "paid"),
                    existing_nullable=True,
                )

    Instead:
        Append them:

            # dialect: mysql
            # a1b2c3d4e5f6_change.py
            revision = "a1b2c3d4e5f6"
            down_revision = None

            from alembic import op
            import sqlalchemy as sa

            def upgrade():
                op.alter_column(
                    "orders",
                    "state",
                    existing_type=sa.Enum("new", "paid"),
                    type_=sa.Enum("new", "paid", "packed"),
                    existing_nullable=True,
                )
    """
    change: AlterColumn = step.change
    if step.is_exempt(change.table):
        return
    old, new = old_type(step, change), new_type(step, change)
    if old is None or new is None or not old.values or not new.values or old.family != new.family:
        return
    if new.values[: len(old.values)] == old.values or not set(old.values) <= set(new.values):
        return
    better = (*old.values, *(value for value in new.values if value not in old.values))
    yield step.problem(
        f"the values of {change.table or 'a table'}.{change.column} are reordered: the table is copied",
        help=f"append the new values: {', '.join(map(repr, better))}",
    )

"""ML357: indexes that a foreign key needs."""

from __future__ import annotations

from collections.abc import Iterator

from migralint.changes.values.indexes import DropIndex
from migralint.findings.operation_context import Step
from migralint.findings.problem import Problem


def drop_index_of_foreign_key(step: Step) -> Iterator[Problem]:
    """The only index that a foreign key can use is dropped.

    Why:
        MySQL refuses: error 1553, "needed in a foreign key constraint".

    Example:
            # dialect: mysql
            # 0a1b2c3d4e5f_start.py
            revision = "0a1b2c3d4e5f"
            down_revision = None

            from alembic import op
            import sqlalchemy as sa

            def upgrade():
                op.create_table(
                    "orders", sa.Column("customer_id", sa.Integer(), sa.ForeignKey("customers.id", name="fk_customer"))
                )
                op.create_index("ix_customer", "orders", ["customer_id"])

            # a1b2c3d4e5f6_change.py
            revision = "a1b2c3d4e5f6"
            down_revision = "0a1b2c3d4e5f"

            from alembic import op

            def upgrade():
                op.drop_index("ix_customer", "orders")

    Instead:
        Drop the foreign key first:

            # dialect: mysql
            # 0a1b2c3d4e5f_start.py
            revision = "0a1b2c3d4e5f"
            down_revision = None

            from alembic import op
            import sqlalchemy as sa

            def upgrade():
                op.create_table(
                    "orders", sa.Column("customer_id", sa.Integer(), sa.ForeignKey("customers.id", name="fk_customer"))
                )
                op.create_index("ix_customer", "orders", ["customer_id"])

            # a1b2c3d4e5f6_change.py
            revision = "a1b2c3d4e5f6"
            down_revision = "0a1b2c3d4e5f"

            from alembic import op

            def upgrade():
                op.drop_constraint("fk_customer", "orders", type_="foreignkey")
                op.drop_index("ix_customer", "orders")
    """
    change: DropIndex = step.change
    schema = change.table.schema if change.table is not None else None
    found = step.state.index(change.name, schema)
    if found is None:
        return
    table, index = found
    first = index.columns[0].text.lower() if index.columns else ""
    others = [one for one in step.state.indexes(table.name) if one is not index]
    if any(one.columns and one.columns[0].text.lower() == first for one in others):
        return
    column = step.state.column(table.name, first)
    for one in step.state.constraints(table.name):
        constraint = one.constraint
        if constraint.kind in ("unique", "primary key") and constraint.columns[:1] == (first,):
            return
    if column is None or column.primary_key:
        return
    for one in step.state.constraints(table.name):
        constraint = one.constraint
        if constraint.kind == "foreign key" and [name.lower() for name in constraint.columns[:1]] == [first]:
            yield step.problem(
                f"the foreign key {constraint.name or f'of {first}'} of {table.name} needs the index {change.name}",
                help=f"drop the foreign key first, or create another index that begins with {first}",
            )
            return

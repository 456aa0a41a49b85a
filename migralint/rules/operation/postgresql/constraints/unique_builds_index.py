"""ML335: unique constraints whose index is built under a lock."""

from __future__ import annotations

from collections.abc import Iterator

from migralint.changes.values.columns import AddColumn
from migralint.changes.values.constraints import AddConstraint
from migralint.findings.operation_context import Step
from migralint.findings.problem import Problem
from migralint.rules.operation.postgresql.advice import plain_column
from migralint.rules.operation.postgresql.constraints.constraint_code import key_of_index, using_index


def unique_builds_index(step: Step) -> Iterator[Problem]:
    """A unique constraint is added to an existing table, and builds its index.

    Why:
        Reads and writes of the table wait until the index is built (ACCESS EXCLUSIVE lock).
        https://www.postgresql.org/docs/current/sql-altertable.html#SQL-ALTERTABLE-DESC-ADD-TABLE-CONSTRAINT-USING-INDEX

    Example:
            # dialect: postgresql
            # a1b2c3d4e5f6_number.py
            revision = "a1b2c3d4e5f6"
            down_revision = None

            from alembic import op

            def upgrade():
                op.create_unique_constraint("uq_number", "orders", ["number"])

    Instead:
        Build a unique index concurrently, and create the constraint from it in the next revision:

            # dialect: postgresql
            # a1b2c3d4e5f6_index.py
            revision = "a1b2c3d4e5f6"
            down_revision = None

            from alembic import op

            def upgrade():
                with op.get_context().autocommit_block():
                    op.create_index("ix_number", "orders", ["number"], unique=True, postgresql_concurrently=True)

            # b2c3d4e5f6a7_number.py
            revision = "b2c3d4e5f6a7"
            down_revision = "a1b2c3d4e5f6"

            from alembic import op

            def upgrade():
                op.execute("ALTER TABLE orders ADD CONSTRAINT uq_number UNIQUE USING INDEX ix_number")

    Note:
        A partitioned table cannot use an existing index for a constraint: build the index on each partition first.
    """
    change: AddColumn | AddConstraint = step.change
    if step.is_exempt(change.table):
        return
    where = change.table or "a table"
    if isinstance(change, AddConstraint):
        constraint = change.constraint
        if constraint.kind != "unique" or constraint.using_index is not None:
            return
        name = f"the unique constraint {constraint.name}" if constraint.name else "a unique constraint"
        help = using_index(change)
    else:
        column = change.column
        if not column.unique or column.index:
            return
        name = f"the unique column {column.name or '…'}"
        columns = (column.name,) if column.name is not None else ()
        key = f"uq_{change.table.name if change.table is not None else '…'}_{column.name or '…'}"
        help = (
            f"add the column alone: {plain_column(change)}; then {key_of_index(change.table, key, columns, 'UNIQUE')}"
        )
    yield step.problem(
        f"{name} builds an index over all of {where}, and reads and writes wait (ACCESS EXCLUSIVE lock)",
        help=help,
    )

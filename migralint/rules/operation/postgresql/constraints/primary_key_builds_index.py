"""ML336: primary keys whose index is built under a lock."""

from __future__ import annotations

from collections.abc import Iterator

from migralint.changes.values.constraints import AddConstraint
from migralint.findings.operation_context import Step
from migralint.findings.problem import Problem
from migralint.rules.operation.postgresql.constraints.constraint_code import using_index


def primary_key_builds_index(step: Step) -> Iterator[Problem]:
    """A primary key is added to an existing table, and builds its index or reads the table.

    Why:
        Reads and writes of the table wait meanwhile (ACCESS EXCLUSIVE lock). Nullable columns are read a second time.
        https://www.postgresql.org/docs/current/sql-altertable.html#SQL-ALTERTABLE-DESC-ADD-TABLE-CONSTRAINT-USING-INDEX

    Example:
            # dialect: postgresql
            # a1b2c3d4e5f6_key.py
            revision = "a1b2c3d4e5f6"
            down_revision = None

            from alembic import op

            def upgrade():
                op.create_primary_key("pk_orders", "orders", ["number"])

    Instead:
        Make the columns NOT NULL (see ML331), build a unique index concurrently, and create the key from it in the next
        revision:

            # dialect: postgresql
            # a1b2c3d4e5f6_index.py
            revision = "a1b2c3d4e5f6"
            down_revision = None

            from alembic import op

            def upgrade():
                with op.get_context().autocommit_block():
                    op.create_index("ix_number", "orders", ["number"], unique=True, postgresql_concurrently=True)

            # b2c3d4e5f6a7_key.py
            revision = "b2c3d4e5f6a7"
            down_revision = "a1b2c3d4e5f6"

            from alembic import op

            def upgrade():
                op.execute("ALTER TABLE orders ADD CONSTRAINT pk_orders PRIMARY KEY USING INDEX ix_number")
    """
    change: AddConstraint = step.change
    constraint = change.constraint
    if constraint.kind != "primary key" or step.is_exempt(change.table):
        return
    where = change.table or "a table"
    if constraint.using_index is None:
        yield step.problem(
            f"a primary key builds an index over all of {where}, and reads and writes wait (ACCESS EXCLUSIVE lock)",
            help=f"make the columns NOT NULL as ML331 explains; then {using_index(change)}",
        )
        return
    found = step.state.index(constraint.using_index)
    names = [part.text for part in found[1].columns if part.is_column] if found is not None else []
    held = [step.state.column(change.table, name) for name in names]
    nullable = [column.name for column in held if column is not None and column.nullable]
    if nullable:
        yield step.problem(
            f"a primary key over {', '.join(nullable)}, which may be NULL, reads all of {where}, and reads and "
            "writes wait (ACCESS EXCLUSIVE lock)",
            help=f"make {', '.join(nullable)} NOT NULL before, as ML331 explains",
        )

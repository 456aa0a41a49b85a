"""ML333: CHECK constraints for which a whole table is read under a lock."""

from __future__ import annotations

from collections.abc import Iterator

from migralint.changes.values.columns import AddColumn
from migralint.changes.values.constraints import AddConstraint
from migralint.changes.values.tables import TableOption
from migralint.findings.operation_context import Step
from migralint.findings.problem import Problem
from migralint.rules.operation.postgresql.advice import execute, steps
from migralint.rules.operation.postgresql.constraints.constraint_code import not_valid, with_column


def check_not_valid(step: Step) -> Iterator[Problem]:
    """A CHECK is added to an existing table or domain without NOT VALID.

    Why:
        The whole table is read to check its rows, and reads and writes wait meanwhile (ACCESS EXCLUSIVE lock). For a
        domain, this applies to all tables that use it.
        https://www.postgresql.org/docs/current/sql-altertable.html#SQL-ALTERTABLE-DESC-ADD-TABLE-CONSTRAINT

    Example:
            # dialect: postgresql
            # a1b2c3d4e5f6_price.py
            revision = "a1b2c3d4e5f6"
            down_revision = None

            from alembic import op

            def upgrade():
                op.create_check_constraint("ck_price", "orders", "price > 0")

    Instead:
        Add it NOT VALID, so that it applies to later rows, and validate it in the next revision, while reads and writes
        continue:

            # dialect: postgresql
            # a1b2c3d4e5f6_price.py
            revision = "a1b2c3d4e5f6"
            down_revision = None

            from alembic import op

            def upgrade():
                op.create_check_constraint("ck_price", "orders", "price > 0", postgresql_not_valid=True)

            # b2c3d4e5f6a7_validate.py
            revision = "b2c3d4e5f6a7"
            down_revision = "a1b2c3d4e5f6"

            from alembic import op

            def upgrade():
                op.execute("ALTER TABLE orders VALIDATE CONSTRAINT ck_price")
    """
    change: AddColumn | AddConstraint | TableOption = step.change
    if isinstance(change, TableOption):
        yield from _domain(step, change)
        return
    if step.is_exempt(change.table):
        return
    where = change.table or "a table"
    if isinstance(change, AddConstraint):
        if change.constraint.kind == "check" and not change.constraint.not_valid:
            name = f"the CHECK {change.constraint.name}" if change.constraint.name else "a CHECK"
            yield step.problem(
                f"{name} reads all of {where}, and reads and writes wait (ACCESS EXCLUSIVE lock)",
                help=not_valid(change),
            )
        return
    for constraint in change.column.constraints:
        if constraint.kind == "check" and not constraint.not_valid:
            yield step.problem(
                f"the CHECK of the new column {where}.{change.column.name or '…'} reads all of {where}, and reads "
                "and writes wait (ACCESS EXCLUSIVE lock)",
                help=with_column(change, constraint),
            )


def _domain(step: Step, change: TableOption) -> Iterator[Problem]:
    words = change.text.split()
    if not change.text.startswith("ALTER DOMAIN ADD") or "CHECK" not in words or change.text.endswith("NOT VALID"):
        return
    held = step.state.type(change.table.name if change.table is not None else None)
    if held is not None and step.made_here(held.made):
        return
    statement = " ".join(change.origin.statement.split())
    validated = f"ALTER DOMAIN {change.table or '…'} VALIDATE CONSTRAINT …"
    yield step.problem(
        f"a CHECK of the domain {change.table or '…'} reads all tables that use it, and writes to them wait",
        help=steps(
            execute(f"{statement} NOT VALID"),
            f"in the next revision {execute(validated)}",
        ),
    )

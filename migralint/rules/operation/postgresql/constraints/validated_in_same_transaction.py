"""ML334: constraints that are validated while the lock of adding them is held."""

from __future__ import annotations

from collections.abc import Iterator

from migralint.changes.values.connection import Transaction
from migralint.changes.values.constraints import AddConstraint, ValidateConstraint
from migralint.findings.operation_context import Step
from migralint.findings.problem import Problem, Related
from migralint.rules.operation.postgresql.advice import AUTOCOMMIT, validate


def validated_in_same_transaction(step: Step) -> Iterator[Problem]:
    """A constraint is validated in the revision that adds it NOT VALID.

    Why:
        Locks last until the end of the transaction: the lock for adding the constraint is held while VALIDATE reads the
        table, so NOT VALID has no advantage.
        https://www.postgresql.org/docs/current/explicit-locking.html#LOCKING-TABLES

    Example:
            # dialect: postgresql
            # a1b2c3d4e5f6_buyer.py
            revision = "a1b2c3d4e5f6"
            down_revision = None

            from alembic import op

            def upgrade():
                op.create_foreign_key("fk_buyer", "orders", "users", ["buyer"], ["id"], postgresql_not_valid=True)
                op.execute("ALTER TABLE orders VALIDATE CONSTRAINT fk_buyer")

    Instead:
        Validate it in the next revision:

            # dialect: postgresql
            # a1b2c3d4e5f6_buyer.py
            revision = "a1b2c3d4e5f6"
            down_revision = None

            from alembic import op

            def upgrade():
                op.create_foreign_key("fk_buyer", "orders", "users", ["buyer"], ["id"], postgresql_not_valid=True)

            # b2c3d4e5f6a7_validate.py
            revision = "b2c3d4e5f6a7"
            down_revision = "a1b2c3d4e5f6"

            from alembic import op

            def upgrade():
                op.execute("ALTER TABLE orders VALIDATE CONSTRAINT fk_buyer")

    Note:
        One `alembic upgrade` runs all revisions in one transaction unless env.py sets `transaction_per_migration=True`.
        Inside an `autocommit_block()`, VALIDATE has its own transaction.
    """
    change: ValidateConstraint = step.change
    if step.in_autocommit or change.name is None or step.is_exempt(change.table):
        return
    for earlier in reversed(step.earlier):
        if isinstance(earlier, Transaction) or earlier.origin.operation.autocommit:
            return  # an autocommit_block() commits the preceding changes
        if isinstance(earlier, AddConstraint) and _adds(earlier, change):
            yield step.problem(
                f"{change.name} is validated while {change.table or 'the table'} is still locked by adding it",
                help=(
                    "validate it in the next revision, with transaction_per_migration=True in env.py; or here, "
                    f"outside the transaction: {AUTOCOMMIT}{validate(change.table, change.name)}"
                ),
                related=[Related(earlier.origin.location, "added here")],
            )
            return


def _adds(earlier: AddConstraint, change: ValidateConstraint) -> bool:
    constraint = earlier.constraint
    if constraint.name is None or change.name is None or not constraint.not_valid:
        return False
    same = earlier.table is None or change.table is None or earlier.table.key == change.table.key
    return same and constraint.name.lower() == change.name.lower()

"""ML343: revisions that hold several tables at once."""

from __future__ import annotations

from collections.abc import Iterator

from migralint.findings.operation_context import Step
from migralint.findings.problem import Problem, Related
from migralint.rules.operation.postgresql.tables.locks import ALL, locks_of


def several_tables_locked(step: Step) -> Iterator[Problem]:
    """One revision locks two or more existing tables exclusively.

    Why:
        Each ACCESS EXCLUSIVE lock is held until the end of the transaction. Code that uses the tables in another order
        and the upgrade may wait for each other: PostgreSQL then aborts one of them with "deadlock detected".
        https://www.postgresql.org/docs/current/explicit-locking.html#LOCKING-DEADLOCKS

    Example:
            # dialect: postgresql
            # a1b2c3d4e5f6_notes.py
            revision = "a1b2c3d4e5f6"
            down_revision = None

            import sqlalchemy as sa
            from alembic import op

            def upgrade():
                op.add_column("orders", sa.Column("note", sa.Text()))
                op.add_column("users", sa.Column("note", sa.Text()))

    Instead:
        Write a revision for each table, and set `transaction_per_migration=True` in env.py:

            # dialect: postgresql
            # a1b2c3d4e5f6_orders.py
            revision = "a1b2c3d4e5f6"
            down_revision = None

            import sqlalchemy as sa
            from alembic import op

            def upgrade():
                op.add_column("orders", sa.Column("note", sa.Text()))

            # b2c3d4e5f6a7_users.py
            revision = "b2c3d4e5f6a7"
            down_revision = "a1b2c3d4e5f6"

            import sqlalchemy as sa
            from alembic import op

            def upgrade():
                op.add_column("users", sa.Column("note", sa.Text()))
    """
    if any(one.origin.operation.autocommit for one in step.view.upgrade):
        return
    before = {table.key: table for one in step.earlier for table, lock in locks_of(step, one) if lock == ALL}
    here = {table.key: table for table, lock in locks_of(step, step.change) if lock == ALL}
    if len(before) > 1 or len({**before, **here}) < 2:
        return  # reported at the second table
    tables = " and ".join(map(str, {**before, **here}.values()))
    first = next((one for one in step.earlier if any(lock == ALL for _, lock in locks_of(step, one))), None)
    related = [Related(first.origin.location, "locked from here on")] if first is not None else []
    yield step.problem(
        f"this revision holds {tables} at once (ACCESS EXCLUSIVE locks), which may deadlock with code that uses both",
        help="write a revision for each table, and set transaction_per_migration=True in env.py",
        related=related,
    )

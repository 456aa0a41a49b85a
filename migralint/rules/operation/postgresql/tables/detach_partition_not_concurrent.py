"""ML341: partitions that are detached while everything else waits."""

from __future__ import annotations

from collections.abc import Iterator

from migralint.changes.values.tables import DetachPartition
from migralint.findings.operation_context import Step
from migralint.findings.problem import Problem
from migralint.rules.operation.postgresql.advice import AUTOCOMMIT, execute


def detach_partition_not_concurrent(step: Step) -> Iterator[Problem]:
    """A partition is detached without CONCURRENTLY.

    Why:
        It is quick, but locks the whole partitioned table (ACCESS EXCLUSIVE lock): it waits for the longest query, and
        all later queries wait behind it.
        https://www.postgresql.org/docs/current/sql-altertable.html#SQL-ALTERTABLE-DETACH-PARTITION

    Example:
            # dialect: postgresql
            # a1b2c3d4e5f6_detach.py
            revision = "a1b2c3d4e5f6"
            down_revision = None

            from alembic import op

            def upgrade():
                op.execute("ALTER TABLE events DETACH PARTITION events_old")

    Instead:
        Detach it concurrently, outside the transaction:

            # dialect: postgresql
            # a1b2c3d4e5f6_detach.py
            revision = "a1b2c3d4e5f6"
            down_revision = None

            from alembic import op

            def upgrade():
                with op.get_context().autocommit_block():
                    op.execute("ALTER TABLE events DETACH PARTITION events_old CONCURRENTLY")

    Note:
        From PostgreSQL 14 (setting `postgresql-version`). Not possible while the table has a default partition.
    """
    change: DetachPartition = step.change
    if change.concurrently or change.finalize or step.is_exempt(change.table) or not step.at_least("postgresql", 14):
        return
    statement = f"ALTER TABLE {change.table or '…'} DETACH PARTITION {change.partition or '…'} CONCURRENTLY"
    yield step.problem(
        f"detaching {change.partition or 'a partition'} blocks all reads and writes of "
        f"{change.table or 'its parent'} (ACCESS EXCLUSIVE lock)",
        help=f"{AUTOCOMMIT}{execute(statement)}",
    )

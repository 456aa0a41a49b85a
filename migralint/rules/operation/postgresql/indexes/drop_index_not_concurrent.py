"""ML321: indexes that are dropped while everything else waits."""

from __future__ import annotations

from collections.abc import Iterator

from migralint.changes.values.indexes import DropIndex
from migralint.changes.values.tables import DropTable
from migralint.findings.correction import RunConcurrently
from migralint.findings.operation_context import Step
from migralint.findings.problem import Problem
from migralint.rules.operation.postgresql.advice import AUTOCOMMIT, drop_index, is_all_of_the_revision
from migralint.rules.operation.postgresql.indexes.perhaps_concurrent import is_perhaps_concurrent


def drop_index_not_concurrent(step: Step) -> Iterator[Problem]:
    """An index is dropped without CONCURRENTLY.

    Why:
        It is quick, but needs an ACCESS EXCLUSIVE lock on the table: it waits for the longest query that reads the
        table, and all later queries wait behind it. https://www.postgresql.org/docs/current/sql-dropindex.html

    Example:
            # dialect: postgresql
            # a1b2c3d4e5f6_no_index.py
            revision = "a1b2c3d4e5f6"
            down_revision = None

            from alembic import op

            def upgrade():
                op.drop_index("ix_orders_day", table_name="orders")

    Instead:
        Drop it concurrently, in its own revision, outside the transaction:

            # dialect: postgresql
            # a1b2c3d4e5f6_no_index.py
            revision = "a1b2c3d4e5f6"
            down_revision = None

            from alembic import op

            def upgrade():
                with op.get_context().autocommit_block():
                    op.drop_index("ix_orders_day", table_name="orders", postgresql_concurrently=True)

    Note:
        An index whose table is dropped in the same revision does not count.
        If the upgrade does nothing else, an earlier revision created the index, and the setting `dialect` names only
        PostgreSQL, `migralint check --fix` makes this change.
    """
    change: DropIndex = step.change
    if is_perhaps_concurrent(change) or (change.origin.form == "sql" and change.table is not None):
        # MySQL names the table
        return
    found = step.state.index(change.name)
    table = change.table if change.table is not None or found is None else found[0].name
    if step.is_exempt(table) or step.is_small(table) or (found is not None and step.made_here(found[1].made)):
        return
    others = (*step.earlier, *step.later)
    gone = (one.table.key for one in others if isinstance(one, DropTable) and one.table is not None)
    if table is not None and table.key in gone:
        return
    certain = is_all_of_the_revision(step) and found is not None and found[0].partition_by is None
    yield step.problem(
        f"dropping {change.name or 'an index'} blocks all reads and writes of {table or 'its table'} (ACCESS "
        "EXCLUSIVE lock)",
        help=f"in its own revision: {AUTOCOMMIT}{drop_index(change, table)}",
        correction=RunConcurrently(change.origin.location) if certain and not change.cascade else None,
    )

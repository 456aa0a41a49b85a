"""ML320: indexes that are built while writes wait."""

from __future__ import annotations

from collections.abc import Iterator

from migralint.changes.values.indexes import CreateIndex
from migralint.findings.correction import RunConcurrently
from migralint.findings.operation_context import Step
from migralint.findings.problem import Problem
from migralint.rules.operation.postgresql.advice import AUTOCOMMIT, create_index, is_all_of_the_revision, steps
from migralint.rules.operation.postgresql.indexes.perhaps_concurrent import is_perhaps_concurrent


def index_not_concurrent(step: Step) -> Iterator[Problem]:
    """An index is built on an existing table without CONCURRENTLY.

    Why:
        The build holds a SHARE lock: writes to the table wait until it is done.
        https://www.postgresql.org/docs/current/sql-createindex.html#SQL-CREATEINDEX-CONCURRENTLY

    Example:
            # dialect: postgresql
            # a1b2c3d4e5f6_index_orders.py
            revision = "a1b2c3d4e5f6"
            down_revision = None

            from alembic import op

            def upgrade():
                op.create_index("ix_orders_day", "orders", ["day"])

    Instead:
        Build it concurrently, in its own revision, outside the transaction:

            # dialect: postgresql
            # a1b2c3d4e5f6_index_orders.py
            revision = "a1b2c3d4e5f6"
            down_revision = None

            from alembic import op

            def upgrade():
                with op.get_context().autocommit_block():
                    op.create_index("ix_orders_day", "orders", ["day"], postgresql_concurrently=True)

    Note:
        `Column(index=True)` in `add_column` builds an index as well. `ON ONLY` a partitioned table builds nothing.
        If the upgrade does nothing else, earlier revisions created the table, and the setting `dialect` names only
        PostgreSQL, `migralint check --fix` makes this change.
    """
    change: CreateIndex = step.change
    if is_perhaps_concurrent(change) or change.only or change.prefix or step.is_exempt(change.table):
        return
    view = step.state.view(change.table)
    if view is not None and view.materialized and step.made_here(view.made):
        return
    name = change.name or "an index"
    table = step.table
    if table is not None and table.partition_by is not None:
        way = steps(
            f"CREATE INDEX … ON ONLY {change.table}",
            f"on each partition, in its own revision: {AUTOCOMMIT}{create_index(change)}",
            "ALTER INDEX … ATTACH PARTITION",
        )
    else:
        way = f"in its own revision: {AUTOCOMMIT}{create_index(change)}"
    certain = is_all_of_the_revision(step) and table is not None and table.partition_by is None
    certain = certain and not (change.if_not_exists or change.by_column)
    yield step.problem(
        f"building {name} on {change.table or 'a table'} makes every write to it wait (SHARE lock)",
        help=way,
        correction=RunConcurrently(change.origin.location) if certain else None,
    )

"""ML323: invalid indexes that a second attempt treats as built."""

from __future__ import annotations

from collections.abc import Iterator

from migralint.changes.values.indexes import CreateIndex, DropIndex
from migralint.findings.operation_context import Step
from migralint.findings.problem import Problem
from migralint.rules.operation.code import call
from migralint.rules.operation.postgresql.advice import create_index


def concurrently_if_not_exists(step: Step) -> Iterator[Problem]:
    """An index is built concurrently with IF NOT EXISTS.

    Why:
        A failed concurrent build leaves an invalid index, which no query uses. The next attempt finds the name, builds
        nothing, and succeeds. https://www.postgresql.org/docs/current/sql-createindex.html#SQL-CREATEINDEX-CONCURRENTLY

    Example:
            # dialect: postgresql
            # a1b2c3d4e5f6_index_orders.py
            revision = "a1b2c3d4e5f6"
            down_revision = None

            from alembic import op

            def upgrade():
                with op.get_context().autocommit_block():
                    op.create_index("ix_day", "orders", ["day"], postgresql_concurrently=True, if_not_exists=True)

    Instead:
        First drop the index that an earlier attempt may have left:

            # dialect: postgresql
            # a1b2c3d4e5f6_index_orders.py
            revision = "a1b2c3d4e5f6"
            down_revision = None

            from alembic import op

            def upgrade():
                with op.get_context().autocommit_block():
                    op.drop_index("ix_day", "orders", postgresql_concurrently=True, if_exists=True)
                    op.create_index("ix_day", "orders", ["day"], postgresql_concurrently=True)
    """
    change: CreateIndex = step.change
    if not (change.concurrently and change.if_not_exists) or step.is_exempt(change.table):
        return
    if any(isinstance(one, DropIndex) and one.if_exists and one.name == change.name for one in step.earlier):
        return
    name = change.name or "the index"
    table = {"table_name": change.table.name} if change.table is not None else {}
    first = call("op.drop_index", change.name, **table, if_exists=True, postgresql_concurrently=True)
    yield step.problem(
        f"a failed build of {name} leaves an invalid index, and IF NOT EXISTS then treats it as built",
        help=f"in the autocommit_block(): {first}; then {create_index(change)}",
    )

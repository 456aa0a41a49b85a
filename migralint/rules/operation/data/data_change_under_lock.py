"""ML368: data changes while a lock is held."""

from __future__ import annotations

from collections.abc import Iterator

from migralint.changes.change import Change
from migralint.changes.values.columns import AddColumn, AlterColumn, DropColumn
from migralint.changes.values.constraints import AddConstraint, DropConstraint
from migralint.changes.values.data import ChangeData
from migralint.changes.values.indexes import CreateIndex
from migralint.changes.values.tables import RenameTable
from migralint.findings.operation_context import Step
from migralint.findings.problem import Problem, Related
from migralint.findings.severity import Severity
from migralint.rules.operation.conditions import asks_for_null, is_unconditional
from migralint.rules.operation.data.extent import is_wide
from migralint.rules.operation.data.pending_events import pending_change


def data_change_under_lock(step: Step) -> Iterator[Problem]:
    """Rows are changed in the transaction that holds a lock on the table.

    Why:
        The lock of the schema change is held until the transaction ends, so during the whole backfill: the table can be
        neither read nor written meanwhile. https://www.postgresql.org/docs/current/explicit-locking.html

    Example:
            # dialect: postgresql
            # a1b2c3d4e5f6_change.py
            revision = "a1b2c3d4e5f6"
            down_revision = None

            from alembic import op
            import sqlalchemy as sa

            def upgrade():
                op.add_column("orders", sa.Column("currency", sa.String(3)))
                op.execute("UPDATE orders SET currency = 'EUR'")

    Instead:
        One revision for the schema, the next one for the data, in batches:

            # dialect: postgresql
            # a1b2c3d4e5f6_change.py
            revision = "a1b2c3d4e5f6"
            down_revision = None

            from alembic import op
            import sqlalchemy as sa

            def upgrade():
                op.add_column("orders", sa.Column("currency", sa.String(3)))
    """
    change = step.change
    if not isinstance(change, ChangeData):
        yield from _pending_events(step)
        return
    if step.in_autocommit or not (is_wide(step, change) or change.verb == "truncate"):
        return
    if change.where is not None and not asks_for_null(change.where) and not is_unconditional(change.where):
        return
    held = _held(step)
    if held is None:
        return
    location = held.origin.location
    table = getattr(held, "table", None)
    yield step.problem(
        f"{change.verb.upper()} of {change.table or 'a table'} runs while {table} is locked until the end of the "
        "transaction",
        related=(Related(location, "the lock is taken here"),),
        help="1. the schema; 2. the data, in batches, in the next revision; 3. the constraints, in one more",
    )


def _held(step: Step) -> Change | None:
    """The first change before this one whose lock is still held; a block outside the transaction ends it."""
    held: Change | None = None
    for one in step.earlier:
        if one.origin.operation.autocommit:
            held = None
        elif held is None and _locks(one) and not step.is_exempt(getattr(one, "table", None)):
            held = one
    return held


def _locks(change: Change) -> bool:
    if isinstance(change, CreateIndex):
        return not change.concurrently
    if isinstance(change, AddConstraint):
        return change.constraint.kind != "foreign key"
    return isinstance(change, AddColumn | AlterColumn | DropColumn | DropConstraint | RenameTable)


def _pending_events(step: Step) -> Iterator[Problem]:
    """A table cannot be altered while the checks of a deferred foreign key wait for the end of the transaction."""
    table = getattr(step.change, "table", None)
    if table is None or step.in_autocommit or step.is_exempt(table):
        return
    pending = pending_change(step, table)
    if pending is not None:
        yield step.problem(
            f"{table} is altered after its rows were changed: PostgreSQL refuses this because of a deferred "
            "foreign key (pending trigger events)",
            related=(Related(pending.origin.location, "the rows are changed here"),),
            help="SET CONSTRAINTS ALL IMMEDIATE before it, or alter the table in another revision",
            severity=Severity.ERROR,
        )

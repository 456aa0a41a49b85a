"""ML303: rows that are deleted without a condition."""

from __future__ import annotations

from collections.abc import Iterator

from migralint.changes.values.data import ChangeData
from migralint.changes.values.tables import DropTable
from migralint.findings.operation_context import Step
from migralint.findings.problem import Problem
from migralint.rules.operation.conditions import is_unconditional


def delete_all_rows(step: Step) -> Iterator[Problem]:
    """All rows of a table are deleted.

    Why:
        Every row is lost, and `downgrade` cannot bring one back. On PostgreSQL TRUNCATE also takes an ACCESS EXCLUSIVE
        lock: https://www.postgresql.org/docs/current/sql-truncate.html

    Example:
            # a1b2c3d4e5f6_change.py
            revision = "a1b2c3d4e5f6"
            down_revision = None

            from alembic import op

            def upgrade():
                op.execute("DELETE FROM sessions")

    Instead:
        Name the rows:

            # a1b2c3d4e5f6_change.py
            revision = "a1b2c3d4e5f6"
            down_revision = None

            from alembic import op

            def upgrade():
                op.execute("DELETE FROM sessions WHERE expires_at < now()")

    Note:
        A table that this revision creates, or drops further down, is covered by other rules.
    """
    change: ChangeData = step.change
    if change.verb not in ("delete", "truncate") or step.is_exempt(change.table):
        return
    if change.verb == "delete" and not is_unconditional(change.where):
        return
    if change.limited or _goes_anyway(step, change):
        return
    verb = "TRUNCATE empties" if change.verb == "truncate" else "a DELETE without a condition empties"
    yield step.problem(
        f"{verb} the table {change.table or 'whose name cannot be read'}",
        help=f"name the rows: DELETE FROM {change.table or '…'} WHERE …, in batches if there are many",
    )


def _goes_anyway(step: Step, change: ChangeData) -> bool:
    dropped = (one.table for one in step.later if isinstance(one, DropTable))
    return change.table is not None and any(one is not None and one.key == change.table.key for one in dropped)

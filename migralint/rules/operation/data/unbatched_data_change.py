"""ML367: data changes over a whole table."""

from __future__ import annotations

from collections.abc import Iterator

from migralint.changes.values.data import ChangeData
from migralint.findings.operation_context import Step
from migralint.findings.problem import Problem
from migralint.rules.operation.conditions import is_unconditional
from migralint.rules.operation.data.extent import is_wide


def unbatched_data_change(step: Step) -> Iterator[Problem]:
    """Rows of a table are changed in one statement that does not name them by their key.

    Why:
        One long transaction holds locks on all rows until the end of the upgrade, and after a failure near the end
        everything starts again. On PostgreSQL every row is written a second time.

    Example:
            # a1b2c3d4e5f6_change.py
            revision = "a1b2c3d4e5f6"
            down_revision = None

            from alembic import op

            def upgrade():
                op.execute("UPDATE orders SET day = now() WHERE day IS NULL")

    Instead:
        Select the rows by their key, or work in batches outside the transaction:

            # a1b2c3d4e5f6_change.py
            revision = "a1b2c3d4e5f6"
            down_revision = None

            from alembic import op

            def upgrade():
                op.execute("UPDATE orders SET day = now() WHERE id = 17")

    Note:
        The setting `small-tables` names tables for which this does not matter.
    """
    change: ChangeData = step.change
    if not is_wide(step, change) or (change.origin.operation.around.looped and change.limited):
        return
    yield step.problem(
        f"{_extent(change)} in one transaction",
        help=(
            "change the rows in batches by key, outside the migration's transaction: with a script, or with a loop "
            "in an autocommit_block() until no row is left"
        ),
    )


def _extent(change: ChangeData) -> str:
    """What the statement does, and no more than that: a condition selects rows, though not by their key."""
    table = change.table or "a table"
    if change.verb == "insert":
        return f"INSERT … SELECT copies all rows that its query returns into {table}"
    if is_unconditional(change.where):
        return f"{change.verb.upper()} of {table} changes all of its rows"
    return f"{change.verb.upper()} of {table} names no key: all rows that its condition selects are changed"

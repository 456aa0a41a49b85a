"""ML367: data changes over a whole table."""

from __future__ import annotations

from collections.abc import Iterator

from migralint.changes.values.data import ChangeData
from migralint.findings.operation_context import Step
from migralint.findings.problem import Problem
from migralint.rules.operation.data.extent import is_wide


def unbatched_data_change(step: Step) -> Iterator[Problem]:
    """Rows of a whole table are changed in one statement.

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
    verb = "INSERT … SELECT" if change.verb == "insert" else change.verb.upper()
    yield step.problem(
        f"{verb} of {change.table or 'a table'} changes all of its rows in one transaction",
        help=(
            "change the rows in batches by key, outside the migration's transaction: with a script, or with a loop "
            "in an autocommit_block() until no row is left"
        ),
    )

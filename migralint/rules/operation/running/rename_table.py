"""ML310: tables that get another name."""

from __future__ import annotations

from collections.abc import Iterator

from migralint.changes.definitions import TableName
from migralint.changes.values.objects import CreateObject
from migralint.changes.values.tables import CreateTable, RenameTable
from migralint.findings.operation_context import Step
from migralint.findings.problem import Problem


def rename_table(step: Step) -> Iterator[Problem]:
    """A table is renamed while code that uses the old name still runs.

    Why:
        Until the deployment ends, the old code runs on the new schema, and each of its queries fails. In a rolling
        deployment that lasts minutes, with several replicas or a rollback longer.

    Example:
            # a1b2c3d4e5f6_change.py
            revision = "a1b2c3d4e5f6"
            down_revision = None

            from alembic import op

            def upgrade():
                op.rename_table("orders", "purchases")

    Instead:
        Create a view with the old name, and drop it one release later:

            # a1b2c3d4e5f6_change.py
            revision = "a1b2c3d4e5f6"
            down_revision = None

            from alembic import op

            def upgrade():
                op.rename_table("orders", "purchases")
                op.execute("CREATE VIEW orders AS SELECT * FROM purchases")
    """
    change: RenameTable = step.change
    if change.table is None or step.is_exempt(change.table) or _is_taken_again(step, change.table):
        return
    new = change.new or "another name"
    yield step.problem(
        f"running code still uses {change.table}, which becomes {new}",
        help=f"create a view in the same revision: CREATE VIEW {change.table} AS SELECT * FROM {new}; drop it one "
        "release later; or create the new table, copy, switch the code, drop the old one",
    )


def _is_taken_again(step: Step, table: TableName) -> bool:
    """Whether another object gets the old name in this revision."""
    for one in step.later:
        if isinstance(one, CreateTable) and one.table is not None and one.table.key == table.key:
            return True
        if isinstance(one, RenameTable) and one.new is not None and one.new.key == table.key:
            return True
        if isinstance(one, CreateObject) and one.name is not None and one.name.key == table.key:
            return True
    return False

"""ML311: columns that get another name."""

from __future__ import annotations

from collections.abc import Iterator

from migralint.changes.values.columns import AlterColumn
from migralint.findings.operation_context import Step
from migralint.findings.problem import Problem


def rename_column(step: Step) -> Iterator[Problem]:
    """A column is renamed while code that uses the old name still runs.

    Why:
        Until the deployment ends, the old code selects and writes a column that does not exist: each of its statements
        fails.

    Example:
            # a1b2c3d4e5f6_change.py
            revision = "a1b2c3d4e5f6"
            down_revision = None

            from alembic import op

            def upgrade():
                op.alter_column("orders", "day", new_column_name="placed_on")

    Instead:
        Rename only the attribute of the model; the column can keep its name:

            # a1b2c3d4e5f6_change.py
            # the model says: placed_on = mapped_column("day", Date)
            revision = "a1b2c3d4e5f6"
            down_revision = None


            def upgrade():
                pass
    """
    change: AlterColumn = step.change
    if change.new_name is None or change.column is None or change.new_name.lower() == change.column.lower():
        return
    if step.is_exempt(change.table):
        return
    column = step.state.column(change.table, change.column)
    if (column is not None and step.made_here(column.made)) or step.added_here(change.table, change.column):
        return
    table = change.table or "a table"
    yield step.problem(
        f"running code still uses {table}.{change.column}, which becomes {change.new_name}",
        help=f'rename only the attribute: {change.new_name} = mapped_column("{change.column}", …); or add the new '
        "column, write both, copy, switch the code, drop the old one",
    )

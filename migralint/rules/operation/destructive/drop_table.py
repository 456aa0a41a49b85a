"""ML301: tables that are dropped."""

from __future__ import annotations

from collections.abc import Iterator

from migralint.changes.definitions import TableName
from migralint.changes.values.data import ChangeData
from migralint.changes.values.tables import CreateTable, DropAll, RenameTable
from migralint.findings.operation_context import Step
from migralint.findings.problem import Problem


def drop_table(step: Step) -> Iterator[Problem]:
    """A table is dropped.

    Why:
        Its rows are lost, and so are the foreign keys that reference it. `downgrade` only restores an empty table.

    Example:
            # a1b2c3d4e5f6_drop_orders.py
            revision = "a1b2c3d4e5f6"
            down_revision = None

            from alembic import op

            def upgrade():
                op.drop_table("orders")

    Instead:
        Release the application without the table first. Then drop it in a later revision, with a comment that names the
        copy of its rows:

            # a1b2c3d4e5f6_drop_orders.py
            revision = "a1b2c3d4e5f6"
            down_revision = None

            from alembic import op

            def upgrade():
                op.drop_table("orders")  # migralint: ignore[ML301] unused since 4.2, rows are in the archive

    Note:
        A table that the same revision creates is still empty. A table whose name is given to another table in the same
        revision was replaced, not lost.
    """
    change = step.change
    if isinstance(change, DropAll):
        yield step.problem(
            "drop_all() drops every table of the metadata, with all rows",
            help="drop the intended tables with op.drop_table, each in its own revision",
        )
        return
    if step.is_exempt(change.table):
        return
    taken = (one.new for one in step.later if isinstance(one, RenameTable))
    if change.table is not None and any(new is not None and new.key == change.table.key for new in taken):
        return
    if _is_swapped(step, change.table):
        return
    shown = f"the table {change.table}" if change.table is not None else "a table whose name cannot be read"
    yield step.problem(
        f"{shown} is dropped together with its rows",
        help="release the application without the table first; then drop it in a later revision, with "
        "`# migralint: ignore[ML301]` and the location of the copy of its rows",
    )


def _is_swapped(step: Step, table: TableName | None) -> bool:
    """Whether this table was renamed before the drop, another one got its old name, and its rows were copied."""
    places = [one.table for one in step.earlier if isinstance(one, RenameTable) and one.new == table and one.table]
    successors = {
        (one.new if isinstance(one, RenameTable) else one.table)
        for one in step.earlier
        if isinstance(one, RenameTable | CreateTable)
    }
    copied = any(isinstance(one, ChangeData) and one.verb == "insert" and table in one.reads for one in step.earlier)
    return copied and any(place in successors for place in places)

"""ML302: columns that are dropped."""

from __future__ import annotations

from collections.abc import Iterator

from migralint.changes.values.columns import AddColumn, DropColumn
from migralint.findings.operation_context import Step
from migralint.findings.problem import Problem


def drop_column(step: Step) -> Iterator[Problem]:
    """A column is dropped.

    Why:
        Its values are lost; indexes and CHECKs over it are dropped silently, even those over several columns. Running
        code that selects it fails from this revision on.

    Example:
            # 0a1b2c3d4e5f_start.py
            revision = "0a1b2c3d4e5f"
            down_revision = None

            from alembic import op
            import sqlalchemy as sa

            def upgrade():
                op.create_table("orders", sa.Column("id", sa.Integer(), primary_key=True), sa.Column("day", sa.Date()))

            # a1b2c3d4e5f6_change.py
            revision = "a1b2c3d4e5f6"
            down_revision = "0a1b2c3d4e5f"

            from alembic import op

            def upgrade():
                op.drop_column("orders", "day")

    Instead:
        Remove the column from the model and deploy. Drop it in the next release, with a comment:

            # 0a1b2c3d4e5f_start.py
            revision = "0a1b2c3d4e5f"
            down_revision = None

            from alembic import op
            import sqlalchemy as sa

            def upgrade():
                op.create_table("orders", sa.Column("id", sa.Integer(), primary_key=True), sa.Column("day", sa.Date()))

            # a1b2c3d4e5f6_change.py
            revision = "a1b2c3d4e5f6"
            down_revision = "0a1b2c3d4e5f"

            from alembic import op

            def upgrade():
                op.drop_column("orders", "day")  # migralint: ignore[ML302] not mapped since release 4.2

    Note:
        A column that this revision adds, or that is computed from others, contains nothing that could be lost.
    """
    change: DropColumn = step.change
    if step.is_exempt(change.table):
        return
    column = step.state.column(change.table, change.column)
    if column is not None and (column.is_computed or step.made_here(column.made)):
        return
    if step.added_here(change.table, change.column) or _is_made_again(step, change):
        return
    table = change.table or "a table whose name cannot be read"
    name = change.column or "it"
    shown = f"the column {change.column}" if change.column else "a column whose name cannot be read"
    yield step.problem(
        f"{shown} of {table} is dropped together with its values",
        help=f"1. remove {name} from the model, or map it deferred, and deploy; 2. drop the column in the next "
        "release, with `# migralint: ignore[ML302]` and the reason",
    )


def _is_made_again(step: Step, change: DropColumn) -> bool:
    """Whether the revision later adds it as a computed column: then its values are computed from others."""
    for one in step.later:
        if isinstance(one, AddColumn) and one.table == change.table and one.column.name == change.column:
            return one.column.default is not None and one.column.default.kind == "computed"
    return False

"""ML306: types that become narrower."""

from __future__ import annotations

from collections.abc import Iterator

from migralint.changes.narrowing import narrowed
from migralint.changes.type_before import type_before
from migralint.changes.values.columns import AlterColumn
from migralint.findings.operation_context import Step
from migralint.findings.problem import Problem


def narrowing_type(step: Step) -> Iterator[Problem]:
    """A column gets a narrower type.

    Why:
        PostgreSQL rejects texts that are too long, but rounds numbers silently: 1.26 becomes 1.3, 1.6 becomes 2. MySQL
        rejects them in strict mode and truncates them otherwise; SQLite does not check at all. Truncated values cannot
        be restored.

    Example:
            # a1b2c3d4e5f6_change.py
            revision = "a1b2c3d4e5f6"
            down_revision = None

            from alembic import op
            import sqlalchemy as sa

            def upgrade():
                op.alter_column("customers", "name", existing_type=sa.String(200), type_=sa.String(80))

    Instead:
            # a1b2c3d4e5f6_change.py
            revision = "a1b2c3d4e5f6"
            down_revision = None

            from alembic import op
            import sqlalchemy as sa

            def upgrade():
                op.alter_column("customers", "name", existing_type=sa.String(80), type_=sa.String(200))

    Note:
        There is no finding if the old type is not known from `existing_type` or an earlier revision.
    """
    change: AlterColumn = step.change
    if change.type is None or change.column is None or step.is_exempt(change.table):
        return
    column = step.state.column(change.table, change.column)
    if column is not None and step.made_here(column.made):
        return
    old = type_before(change, step.state)
    if old is None:
        return
    checking = sorted(step.dialects - {"sqlite"})  # SQLite stores values of any length and size in any column
    dialects = checking or ([] if step.dialects else [""])
    found = (narrowed(old.on(one), change.type.on(one)) for one in dialects)
    why = next((one for one in found if one), "")
    if why:
        table = change.table or "a table"
        yield step.problem(
            f"{table}.{change.column} gets a narrower type: {why}",
            help=(
                f"add a column of the new type, copy {change.column} with a rule for values that do not fit, then "
                "switch"
            ),
        )

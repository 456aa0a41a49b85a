"""ML351: calls that need the existing type."""

from __future__ import annotations

from collections.abc import Iterator

from migralint.changes.values.columns import AlterColumn
from migralint.findings.correction import AddKeywords
from migralint.findings.operation_context import Step
from migralint.findings.problem import Problem
from migralint.rules.operation.exact_source import exact_type
from migralint.rules.operation.mysql.copying import is_copied


def existing_type_missing(step: Step) -> Iterator[Problem]:
    """MySQL needs the type of a column to alter it.

    Why:
        MODIFY and CHANGE redefine the column, so Alembic refuses: "All MySQL CHANGE/MODIFY COLUMN operations require
        the existing type".

    Example:
            # dialect: mysql
            # a1b2c3d4e5f6_change.py
            revision = "a1b2c3d4e5f6"
            down_revision = None

            from alembic import op

            def upgrade():
                op.alter_column("orders", "note", nullable=False, existing_server_default="none")

    Instead:
        Pass the type:

            # dialect: mysql
            # a1b2c3d4e5f6_change.py
            revision = "a1b2c3d4e5f6"
            down_revision = None

            from alembic import op
            import sqlalchemy as sa

            def upgrade():
                op.alter_column(
                    "orders",
                    "note",
                    nullable=False,
                    existing_type=sa.String(40),
                    existing_server_default="none",
                )

    Note:
        If the type is known from earlier revisions, and the file imports its names, `migralint check --fix` adds it.
    """
    change: AlterColumn = step.change
    if change.origin.form == "sql" or change.type is not None or "existing_type" in change.keywords:
        return
    if "type_" in change.keywords or "**" in change.keywords or is_copied(step):
        return
    changed = (change.nullable, change.new_name, change.autoincrement)
    if all(one is None for one in changed) and change.comment is False:
        return
    column = step.state.column(change.table, change.column)
    exact = exact_type(column.type) if column is not None else None
    known = column.type.text if column is not None and column.type.is_known else "…"
    yield step.problem(
        f"the call does not give the type of {change.table or '…'}.{change.column or '…'}, which MySQL needs",
        help=f"add existing_type={known} to the call",
        correction=AddKeywords(change.origin.location, (("existing_type", exact),)) if exact is not None else None,
    )

"""ML345: columns of the type JSON."""

from __future__ import annotations

from collections.abc import Iterator

from migralint.changes.values.columns import AddColumn
from migralint.findings.operation_context import Step
from migralint.findings.problem import Problem
from migralint.rules.operation.code import Source, call
from migralint.rules.operation.postgresql.advice import execute


def json_column(step: Step) -> Iterator[Problem]:
    """A column of the type JSON is added to an existing table.

    Why:
        JSON has no equality operator: `SELECT DISTINCT` and `UNION` over the table, which worked before, fail from then
        on. https://www.postgresql.org/docs/current/datatype-json.html

    Example:
            # dialect: postgresql
            # a1b2c3d4e5f6_extra.py
            revision = "a1b2c3d4e5f6"
            down_revision = None

            import sqlalchemy as sa
            from alembic import op

            def upgrade():
                op.add_column("orders", sa.Column("extra", sa.JSON()))

    Instead:
        Use JSONB, which has an equality operator and indexes:

            # dialect: postgresql
            # a1b2c3d4e5f6_extra.py
            revision = "a1b2c3d4e5f6"
            down_revision = None

            from alembic import op
            from sqlalchemy import Column
            from sqlalchemy.dialects import postgresql

            def upgrade():
                op.add_column("orders", Column("extra", postgresql.JSONB()))
    """
    change: AddColumn = step.change
    if change.column.type.on("postgresql").family != "json" or step.is_exempt(change.table):
        return
    name = change.column.name or "…"
    if change.origin.form == "sql":
        way = execute(f"ALTER TABLE {change.table or '…'} ADD COLUMN {name} jsonb")
    else:
        way = call("op.add_column", change.table, Source(f'sa.Column("{name}", postgresql.JSONB())'))
    yield step.problem(
        f"{change.table or 'a table'}.{name} is JSON, which has no equality operator: SELECT DISTINCT and UNION fail "
        "from now on",
        help=way,
    )

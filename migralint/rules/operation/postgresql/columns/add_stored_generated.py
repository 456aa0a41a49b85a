"""ML327: new columns whose value is computed and stored in each row."""

from __future__ import annotations

from collections.abc import Iterator

from migralint.changes.values.columns import AddColumn
from migralint.findings.operation_context import Step
from migralint.findings.problem import Problem
from migralint.rules.operation.postgresql.advice import plain_column, steps


def add_stored_generated(step: Step) -> Iterator[Problem]:
    """A stored generated column is added.

    Why:
        Its value is computed for every existing row: PostgreSQL rewrites the table and its indexes, and reads and
        writes wait meanwhile (ACCESS EXCLUSIVE lock).
        https://www.postgresql.org/docs/current/ddl-generated-columns.html

    Example:
            # dialect: postgresql
            # a1b2c3d4e5f6_total.py
            revision = "a1b2c3d4e5f6"
            down_revision = None

            import sqlalchemy as sa
            from alembic import op

            def upgrade():
                op.add_column("orders", sa.Column("total", sa.Numeric(), sa.Computed("price * amount", persisted=True)))

    Instead:
        Add a plain column, let a trigger fill it for later rows, and fill the old ones in batches:

            # dialect: postgresql
            # a1b2c3d4e5f6_total.py
            revision = "a1b2c3d4e5f6"
            down_revision = None

            import sqlalchemy as sa
            from alembic import op

            def upgrade():
                op.add_column("orders", sa.Column("total", sa.Numeric()))

    Note:
        From PostgreSQL 18 (setting `postgresql-version`) a generated column can be virtual, which stores nothing.
    """
    change: AddColumn = step.change
    default = change.column.default
    if default is None or default.kind != "computed" or step.is_exempt(change.table):
        return
    virtual = step.at_least("postgresql", 18)
    if default.persisted is False or (default.persisted is None and virtual):
        return
    yield step.problem(
        f"{change.table or 'a table'}.{change.column.name or 'a column'} is generated and stored: PostgreSQL "
        "rewrites the whole table, and reads and writes wait (ACCESS EXCLUSIVE lock)",
        help="persisted=False, which stores nothing"
        if virtual
        else steps(f"{plain_column(change)}, and a trigger that fills it", "fill the existing rows in batches"),
    )

"""ML371: one statement for each row."""

from __future__ import annotations

from collections.abc import Iterator

from migralint.findings.operation_context import Step
from migralint.findings.problem import Problem


def row_by_row(step: Step) -> Iterator[Problem]:
    """A statement is executed for each row of a table.

    Why:
        The statements are sent one by one: the time grows with the table, in one transaction. Most drivers also hold
        all rows of the query in memory.

    Example:
            # a1b2c3d4e5f6_change.py
            revision = "a1b2c3d4e5f6"
            down_revision = None

            from alembic import op
            import sqlalchemy as sa

            def upgrade():
                bind = op.get_bind()
                for row in bind.execute(sa.text("SELECT id, name FROM customers")).fetchall():
                    bind.execute(sa.text("UPDATE customers SET name = :n WHERE id = :i"), {"n": row.name, "i": row.id})

    Instead:
        Let the server do it:

            # a1b2c3d4e5f6_change.py
            revision = "a1b2c3d4e5f6"
            down_revision = None

            from alembic import op

            def upgrade():
                op.execute("UPDATE customers SET name = trim(name) WHERE id < 1000")
    """
    change = step.change
    if not change.origin.operation.around.per_row:
        return
    where = f"of {change.table} " if getattr(change, "table", None) is not None else ""
    yield step.problem(
        f"a statement {where}is executed row by row for a query over a whole table, in one transaction",
        help=(
            "one UPDATE … FROM does the same in the server; otherwise read the rows in batches, with yield_per or LIMIT"
        ),
    )

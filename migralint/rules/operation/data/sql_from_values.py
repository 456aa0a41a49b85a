"""ML372: SQL that is put together from data."""

from __future__ import annotations

from collections.abc import Iterator

from migralint.findings.operation_context import Step
from migralint.findings.problem import Problem


def sql_from_values(step: Step) -> Iterator[Problem]:
    """SQL is put together from data.

    Why:
        The first apostrophe in a value breaks the statement; a value that somebody chose may be a statement of its own.

    Example:
            # a1b2c3d4e5f6_change.py
            revision = "a1b2c3d4e5f6"
            down_revision = None

            from alembic import op
            import sqlalchemy as sa

            def upgrade():
                for row in op.get_bind().execute(sa.text("SELECT id, name FROM customers WHERE id < 9")):
                    op.execute(f"INSERT INTO names (name) VALUES ('{row.name}')")

    Instead:
        Bind the value:

            # a1b2c3d4e5f6_change.py
            revision = "a1b2c3d4e5f6"
            down_revision = None

            from alembic import op
            import sqlalchemy as sa

            def upgrade():
                for row in op.get_bind().execute(sa.text("SELECT id, name FROM customers WHERE id < 9")):
                    op.execute(sa.text("INSERT INTO names (name) VALUES (:name)").bindparams(name=row.name))
    """
    change = step.change
    data = change.origin.operation.around.data_holes
    if not data or not change.origin.holes:
        return
    shown = ", ".join(data[:3])
    yield step.problem(
        f"{shown} is put into the text of SQL: an apostrophe in it breaks the statement, or worse",
        help='bind it: sa.text("… :value …").bindparams(value=…)',
    )

"""ML372: SQL that is assembled from data."""

from __future__ import annotations

from collections.abc import Iterator

from migralint.changes.change import Unread
from migralint.changes.values.data import ChangeData, Select
from migralint.findings.operation_context import Step
from migralint.findings.problem import Problem


def sql_from_values(step: Step) -> Iterator[Problem]:
    """SQL is assembled from data.

    Why:
        The first apostrophe in a value breaks the statement; a value that a user chose may contain another statement.

    Example:
            # a1b2c3d4e5f6_change.py
            revision = "a1b2c3d4e5f6"
            down_revision = None

            from alembic import op
            import sqlalchemy as sa

            def upgrade():
                for row in op.get_bind().execute(sa.text("SELECT id, name FROM customers WHERE id < 9")):
                    op.execute(f"INSERT INTO names (name) VALUES ('{row.name}')")

    Note:
        Data are a column of a fetched row, and whatever comes from outside: `os.environ`, `context.get_x_argument()`,
        `input()`, the options of `context.config`, and the settings of the project (`settings.x`, `conf.get(…)`), also
        through variables and helpers. Numbers are none, and neither are the file's own constants and the values of
        loops over literals. Where a statement changes the schema, columns of rows are not reported: there they are
        names.

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
    around = change.origin.operation.around
    rows = isinstance(change, ChangeData | Select | Unread)
    data = around.data_holes if rows else around.outside  # names that a query returned are names
    if not data or not change.origin.holes:
        return
    shown = ", ".join(data[:3])
    value = 'bind it: sa.text("… :value …").bindparams(value=…)'
    name = "a name: op.get_bind().dialect.identifier_preparer.quote(…)"
    yield step.problem(
        f"{shown} is put into the text of SQL: an apostrophe in it breaks the statement, or worse",
        help=f"{value}; {name}" if around.outside else value,
    )

"""ML325: new columns with a default that differs for each row."""

from __future__ import annotations

from collections.abc import Iterator

from migralint.changes.values.columns import AddColumn
from migralint.findings.operation_context import Step
from migralint.findings.problem import Problem
from migralint.findings.severity import Severity
from migralint.rules.operation.postgresql.advice import plain_column, set_default, steps
from migralint.rules.operation.postgresql.columns.functions import kind_of


def volatile_default(step: Step) -> Iterator[Problem]:
    """A column is added with a default that differs for each row.

    Why:
        PostgreSQL keeps a constant default beside the table. One that calls `gen_random_uuid()`, `random()`,
        `clock_timestamp()` or a similar function must be stored in each row: the table and its indexes are rewritten,
        and reads and writes wait meanwhile (ACCESS EXCLUSIVE lock).
        https://www.postgresql.org/docs/current/sql-altertable.html#SQL-ALTERTABLE-NOTES

    Example:
            # dialect: postgresql
            # a1b2c3d4e5f6_token.py
            revision = "a1b2c3d4e5f6"
            down_revision = None

            import sqlalchemy as sa
            from alembic import op

            def upgrade():
                op.add_column("orders", sa.Column("token", sa.Uuid(), server_default=sa.text("gen_random_uuid()")))

    Instead:
        Add the column without the default, set the default for later rows, and fill the old ones in batches, in a later
        revision:

            # dialect: postgresql
            # a1b2c3d4e5f6_token.py
            revision = "a1b2c3d4e5f6"
            down_revision = None

            import sqlalchemy as sa
            from alembic import op

            def upgrade():
                op.add_column("orders", sa.Column("token", sa.Uuid()))
                op.alter_column("orders", "token", server_default=sa.text("gen_random_uuid()"))

    Note:
        `now()` and constants are not such defaults. For an unknown function, this is only a note. Before PostgreSQL 11
        (setting `postgresql-version`), any default rewrites the table.
    """
    change: AddColumn = step.change
    column = change.column
    default = column.default
    if default is None or default.kind not in ("text", "function", "string", "value") or step.is_exempt(change.table):
        return
    kind, function = kind_of(default)
    old = not step.at_least("postgresql", 11)
    if kind == "stable" and not old:
        return
    where = f"{change.table or 'a table'}.{column.name or 'a column'}"
    help = steps(
        plain_column(change),
        set_default(change, change.table, column.name, default),
        "fill the existing rows in batches, in a later revision",
    )
    if kind == "volatile" or old:
        reason = f"{function}() returns a different value for each row" if kind == "volatile" else "PostgreSQL below 11"
        yield step.problem(
            f"the default of {where} rewrites the whole table, and reads and writes wait (ACCESS EXCLUSIVE lock): "
            f"{reason}",
            help=help,
        )
    else:
        yield step.problem(
            f"the default of {where} calls {function}(): if it is volatile, the whole table is rewritten "
            "(ACCESS EXCLUSIVE lock)",
            help=help,
            severity=Severity.INFO,
        )

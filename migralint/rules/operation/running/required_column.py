"""ML312: new columns that must have a value and get none."""

from __future__ import annotations

from collections.abc import Iterator

from migralint.changes.definitions import Column
from migralint.changes.types import INTEGERS
from migralint.changes.values.columns import AddColumn
from migralint.changes.values.data import Orm
from migralint.findings.operation_context import OperationScope, Step
from migralint.findings.problem import Problem
from migralint.findings.severity import Severity
from migralint.rules.operation.code import Source, call
from migralint.rules.operation.running.values import INVENTED, invents_values, is_emptied


def required_column(step: Step) -> Iterator[Problem]:
    """A column is added NOT NULL, without a server default.

    Why:
        As soon as the table has rows, PostgreSQL ("contains null values") and SQLite refuse it, and MySQL and MariaDB
        invent 0, an empty text or a zero date. Afterwards code that does not know the column cannot insert. `default=`
        is SQLAlchemy's own: the server does not know it.

    Example:
            # a1b2c3d4e5f6_change.py
            revision = "a1b2c3d4e5f6"
            down_revision = None

            from alembic import op
            import sqlalchemy as sa

            def upgrade():
                op.add_column("orders", sa.Column("currency", sa.String(3), nullable=False))

    Instead:
        Give it a server default, or add it nullable, fill it, and set it NOT NULL in a later revision:

            # a1b2c3d4e5f6_change.py
            revision = "a1b2c3d4e5f6"
            down_revision = None

            from alembic import op
            import sqlalchemy as sa

            def upgrade():
                op.add_column("orders", sa.Column("currency", sa.String(3), nullable=False, server_default="EUR"))
    """
    change: AddColumn = step.change
    column = change.column
    if not column.complete or not column.is_required or step.is_exempt(change.table):
        return
    if column.default is not None and column.default.is_set:
        return
    if fills_itself(step, column):
        return
    table, name = change.table or "a table", column.name or "a column"
    ignored = ", and default= does not help: the server does not know it" if column.python_default else ""
    if is_emptied(step.earlier, change.table):
        yield step.problem(
            f"{name} is added to {table} NOT NULL without a server default: inserts by code that does not know the "
            "column fail",
            help="add a server_default, and drop it one release later",
            severity=Severity.WARNING,
        )
        return
    if invents_values(step, column):
        yield step.problem(
            f"{name} is added to {table} NOT NULL without a server default: {INVENTED}, and inserts "
            f"by code that does not know the column fail{ignored}",
            help="add a server_default with the value that existing rows are to have, and drop it one release later",
            severity=Severity.WARNING,
        )
        return
    add = call("op.add_column", change.table, Source(f'sa.Column("{name}", …, nullable=True)'))
    deleted = _has_deleted_a_model(step)
    rows = "existing rows, unless the session has deleted them all before," if deleted else "existing rows"
    yield step.problem(
        f"{name} is added to {table} NOT NULL without a server default: {rows} have no value for it{ignored}",
        help=(
            f"1. {add}, or add a server_default; 2. fill it in batches; 3. set it NOT NULL; drop a temporary default "
            "one release later"
        ),
        severity=Severity.WARNING if deleted else None,
    )


def _has_deleted_a_model(step: Step) -> bool:
    """Whether `session.query(Model).delete()` comes before: which table it has emptied is not known."""
    return any(
        isinstance(one, Orm) and one.method == "delete" and not one.origin.operation.arguments for one in step.earlier
    )


def fills_itself(scope: OperationScope, column: Column) -> bool:
    """Whether the server numbers the existing rows: AUTO_INCREMENT, SERIAL, and an integer with primary_key=True on
    PostgreSQL, which becomes a SERIAL."""
    if column.autoincrement or column.type.family.endswith("serial"):
        return True
    if not column.primary_key or column.type.family not in INTEGERS:
        return False
    return not scope.dialects or scope.dialects == frozenset({"postgresql"})

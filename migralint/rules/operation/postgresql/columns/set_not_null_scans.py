"""ML331: NOT NULL for which the whole table is read under a lock."""

from __future__ import annotations

from collections.abc import Iterator

from migralint.changes.values.columns import AlterColumn
from migralint.changes.values.constraints import AddConstraint
from migralint.findings.operation_context import Step
from migralint.findings.problem import Problem
from migralint.findings.severity import Severity
from migralint.rules.operation.code import Source, call
from migralint.rules.operation.postgresql.advice import execute, steps, validate
from migralint.rules.operation.postgresql.conditions import requires_value
from migralint.rules.operation.running.repeated import is_perhaps_repeated


def set_not_null_scans(step: Step) -> Iterator[Problem]:
    """An existing column becomes NOT NULL, and the whole table is read to see whether it can.

    Why:
        Reads and writes of the table wait meanwhile (ACCESS EXCLUSIVE lock), and a row with NULL makes the upgrade
        fail. A validated `CHECK (c IS NOT NULL)` makes the scan unnecessary.
        https://www.postgresql.org/docs/current/sql-altertable.html#SQL-ALTERTABLE-DESC-SET-DROP-NOT-NULL

    Example:
            # dialect: postgresql
            # a1b2c3d4e5f6_day.py
            revision = "a1b2c3d4e5f6"
            down_revision = None

            from alembic import op

            def upgrade():
                op.alter_column("orders", "day", nullable=False)

    Instead:
        Add a CHECK that is not valid yet, validate it in the next revision, and set NOT NULL in the third:

            # dialect: postgresql
            # a1b2c3d4e5f6_check.py
            revision = "a1b2c3d4e5f6"
            down_revision = None

            from alembic import op

            def upgrade():
                op.create_check_constraint("ck_day", "orders", "day IS NOT NULL", postgresql_not_valid=True)

            # b2c3d4e5f6a7_validate.py
            revision = "b2c3d4e5f6a7"
            down_revision = "a1b2c3d4e5f6"

            from alembic import op

            def upgrade():
                op.execute("ALTER TABLE orders VALIDATE CONSTRAINT ck_day")

            # c3d4e5f6a7b8_not_null.py
            revision = "c3d4e5f6a7b8"
            down_revision = "b2c3d4e5f6a7"

            from alembic import op

            def upgrade():
                op.alter_column("orders", "day", nullable=False)
                op.drop_constraint("ck_day", "orders")

    Note:
        From PostgreSQL 18 `ADD CONSTRAINT … NOT NULL c NOT VALID` and VALIDATE do it without a CHECK. Before 12, the
        scan cannot be avoided (setting `postgresql-version`).
    """
    change: AlterColumn | AddConstraint = step.change
    if isinstance(change, AddConstraint):
        constraint = change.constraint
        column = constraint.columns[0] if constraint.columns else None
        if constraint.kind != "not null" or constraint.not_valid:
            return
    elif change.nullable is not False or change.redefines or change.existing.nullable is False:
        return
    else:
        column = change.column
    if step.is_exempt(change.table) or _is_proven(step, column):
        return
    where = f"{change.table or 'a table'}.{column or 'a column'}"
    repeated = is_perhaps_repeated(step, change)
    unless = ", unless it is already NOT NULL" if repeated else ""
    yield step.problem(
        f"NOT NULL for {where} reads the whole table, and reads and writes wait (ACCESS EXCLUSIVE lock){unless}",
        help=_way(step, column),
        severity=Severity.INFO if repeated else None,
    )


def _is_proven(step: Step, column: str | None) -> bool:
    """Whether the server already knows that no row has NULL there."""
    table = step.change.table
    held = step.state.column(table, column)
    if column is None or (held is not None and held.nullable is False):
        return column is not None
    for one in step.state.constraints(table):
        if one.validated and one.constraint.kind == "check" and requires_value(one.constraint.text, column):
            return step.at_least("postgresql", 12)
        if (
            one.validated
            and one.constraint.kind == "not null"
            and column.lower() in map(str.lower, one.constraint.columns)
        ):
            return True
    return False


def _way(step: Step, column: str | None) -> str:
    table, name = step.change.table, column or "…"
    constraint = f"ck_{table.name if table is not None else '…'}_{name}_not_null"
    last = (
        call("op.alter_column", table, column, nullable=False)
        if step.change.origin.form != "sql"
        else execute(f"ALTER TABLE {table or '…'} ALTER COLUMN {name} SET NOT NULL")
    )
    if step.at_least("postgresql", 18):
        return steps(
            execute(f"ALTER TABLE {table or '…'} ADD CONSTRAINT {constraint} NOT NULL {name} NOT VALID"),
            f"in the next revision {validate(table, constraint)}",
        )
    if not step.at_least("postgresql", 12):
        return "before PostgreSQL 12 this cannot be avoided: choose a quiet time, and SET LOCAL lock_timeout"
    if step.change.origin.form == "sql":
        first = execute(f"ALTER TABLE {table or '…'} ADD CONSTRAINT {constraint} CHECK ({name} IS NOT NULL) NOT VALID")
    else:
        condition = f"{name} IS NOT NULL"
        first = call("op.create_check_constraint", constraint, table, condition, postgresql_not_valid=Source("True"))
    return steps(
        first,
        f"in the next revision {validate(table, constraint)}",
        f"in the one after that {last} and drop {constraint}",
    )

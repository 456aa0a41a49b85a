"""ML352: changes that copy the table."""

from __future__ import annotations

from collections.abc import Iterator

from migralint.changes.change import Change
from migralint.changes.values.columns import AddColumn, AlterColumn
from migralint.changes.values.constraints import AddConstraint, DropConstraint
from migralint.changes.values.indexes import CreateIndex
from migralint.changes.values.tables import TableOption
from migralint.findings.operation_context import Step
from migralint.findings.problem import Problem
from migralint.findings.severity import Severity
from migralint.rules.operation.mysql.copying import changed_type


def copies_table(step: Step) -> Iterator[Problem]:
    """MySQL or MariaDB copies the whole table for this change.

    Why:
        The table is copied row by row, and writes to it wait until the copy is done.
        https://dev.mysql.com/doc/refman/8.0/en/innodb-online-ddl-operations.html

    Example:
            # dialect: mysql
            # 0a1b2c3d4e5f_start.py
            revision = "0a1b2c3d4e5f"
            down_revision = None

            from alembic import op
            import sqlalchemy as sa

            def upgrade():
                op.create_table("orders", sa.Column("id", sa.Integer(), nullable=False))

            # a1b2c3d4e5f6_change.py
            revision = "a1b2c3d4e5f6"
            down_revision = "0a1b2c3d4e5f"

            from alembic import op
            import sqlalchemy as sa

            def upgrade():
                op.alter_column(
                    "orders",
                    "id",
                    existing_type=sa.Integer(),
                    type_=sa.BigInteger(),
                    existing_nullable=False,
                    existing_autoincrement=True,
                )

    Instead:
        A longer VARCHAR in the same length class is changed in place:

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
                    existing_type=sa.String(80),
                    type_=sa.String(100),
                    existing_nullable=True,
                )
    """
    change = step.change
    if step.is_exempt(getattr(change, "table", None)):
        return
    why, severity = _copies(step, change)
    if why:
        table = getattr(change, "table", None) or "the table"
        yield step.problem(
            f"{why}: {table} is copied, and writes to it wait",
            help="write ALGORITHM=INPLACE, LOCK=NONE in SQL, so that it fails instead of blocking; for a large "
            "table use gh-ost or pt-online-schema-change",
            severity=severity,
        )


def _copies(step: Step, change: Change) -> tuple[str, Severity | None]:
    match change:
        case AlterColumn():
            return changed_type(step, change), None
        case AddColumn():
            return _added(step, change)
        case DropConstraint() if change.kind == "primary":
            again = any(
                isinstance(one, AddConstraint) and one.constraint.kind == "primary key" and _together(one, change)
                for one in step.later
            )
            return ("" if again else "the primary key is dropped"), None
        case AddConstraint() if change.constraint.kind == "check":
            return f"the CHECK {change.constraint.name or ''} is added".replace("  ", " "), None
        case TableOption() if change.algorithm == "COPY" or change.lock in ("SHARED", "EXCLUSIVE"):
            return f"{'ALGORITHM=COPY' if change.algorithm else 'LOCK=' + change.lock} is requested", None
        case CreateIndex() if change.prefix:
            return f"the {change.prefix} index {change.name or ''} is built".replace("  ", " "), None
    return "", None


def _together(one: Change, other: Change) -> bool:
    here, there = one.origin, other.origin
    return here.form == "sql" and here.operation is there.operation and here.number == there.number


def _added(step: Step, change: AddColumn) -> tuple[str, Severity | None]:
    default = change.column.default
    name = change.column.name or "a column"
    if default is not None and default.kind == "computed" and default.persisted:
        return f"{name} is generated and stored", None
    text = (default.text or "").strip().lower() if default is not None else ""
    if text.strip("()").split("(")[0] in ("uuid", "rand", "uuid_short") and "(" in text:
        return f"the default of {name} differs for each row", None
    if "mysql" in step.dialects and not step.at_least("mysql", 8, 0):
        return f"{name} is added before MySQL 8.0.12", Severity.INFO
    return "", None

"""ML326: new columns that number the existing rows."""

from __future__ import annotations

from collections.abc import Iterator

from migralint.changes.definitions import Column
from migralint.changes.types import INTEGERS
from migralint.changes.values.columns import AddColumn
from migralint.findings.operation_context import Step
from migralint.findings.problem import Problem
from migralint.rules.operation.code import Source, call
from migralint.rules.operation.postgresql.advice import AUTOCOMMIT, execute, steps
from migralint.rules.operation.postgresql.columns.functions import called


def add_auto_increment(step: Step) -> Iterator[Problem]:
    """A column is added that numbers the rows automatically.

    Why:
        SERIAL, IDENTITY and AUTO_INCREMENT give a number to each existing row: PostgreSQL rewrites the table and its
        indexes under an ACCESS EXCLUSIVE lock; on MySQL and MariaDB, writes wait for the rebuild.
        https://www.postgresql.org/docs/current/sql-altertable.html#SQL-ALTERTABLE-NOTES

    Example:
            # dialect: postgresql
            # a1b2c3d4e5f6_number.py
            revision = "a1b2c3d4e5f6"
            down_revision = None

            import sqlalchemy as sa
            from alembic import op

            def upgrade():
                op.add_column("orders", sa.Column("number", sa.BigInteger(), sa.Identity()))

    Instead:
        Add a plain column, give it a sequence for later rows, fill the old ones in batches, and build a unique index
        concurrently:

            # dialect: postgresql
            # a1b2c3d4e5f6_number.py
            revision = "a1b2c3d4e5f6"
            down_revision = None

            import sqlalchemy as sa
            from alembic import op

            def upgrade():
                op.add_column("orders", sa.Column("number", sa.BigInteger()))
                op.execute("CREATE SEQUENCE orders_number_seq OWNED BY orders.number")
                op.alter_column("orders", "number", server_default=sa.text("nextval('orders_number_seq')"))

    Note:
        `Column(primary_key=True)` of an integer is SERIAL in `add_column` for PostgreSQL.
    """
    change: AddColumn = step.change
    if step.is_exempt(change.table):
        return
    on_postgresql = "postgresql" in step.dialects
    how = _of_postgresql(change.column) if on_postgresql else _of_mysql(change.column)
    if not how:
        return
    table, column = change.table, change.column.name
    where = f"{table or 'a table'}.{column or 'a column'}"
    if not on_postgresql:
        yield step.problem(
            f"{where} is {how}: the table is rebuilt to number its rows, and writes wait",
            help="add a plain column, fill it in batches, and switch to it; or use gh-ost or pt-online-schema-change",
        )
        return
    sequence = f"{table.name if table else '…'}_{column or '…'}_seq"
    plain = call("op.add_column", table, Source(f'sa.Column("{column or "…"}", sa.BigInteger())'))
    index = call(
        "op.create_index",
        f"uq_{table.name if table else '…'}_{column}",
        table,
        [column],
        unique=True,
        postgresql_concurrently=True,
    )
    yield step.problem(
        f"{where} is {how}: PostgreSQL rewrites the whole table to number its rows and blocks reads and writes "
        "(ACCESS EXCLUSIVE lock)",
        help=steps(
            f"{plain}, {execute(f'CREATE SEQUENCE {sequence} OWNED BY {where}')} and its nextval() as server_default",
            "fill the existing rows in batches",
            f"{AUTOCOMMIT}{index}",
        ),
    )


def _of_postgresql(column: Column) -> str:
    """The feature that makes a column number rows on PostgreSQL; empty if there is none."""
    default, kind = column.default, column.type.on("postgresql")
    if kind.family.endswith("serial"):
        return kind.family.upper()
    if default is not None:
        if default.kind == "identity":
            return "IDENTITY"
        if (default.kind == "sequence" and "next_value" in default.source) or "nextval" in called(default):
            return "numbered by a sequence"
        return ""
    renders_serial = column.primary_key and kind.family in INTEGERS and not column.python_default
    if renders_serial and column.autoincrement is not False and not column.foreign_keys and kind.function:
        return "SERIAL (an integer with primary_key=True)"
    return ""


def _of_mysql(column: Column) -> str:
    if column.type.on("mysql").family.endswith("serial"):
        return "SERIAL"
    if column.autoincrement or (column.default is not None and column.default.kind == "identity"):
        return "AUTO_INCREMENT"
    return ""

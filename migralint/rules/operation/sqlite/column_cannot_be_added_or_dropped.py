"""ML366: columns that SQLite does not add or drop."""

from __future__ import annotations

import re
from collections.abc import Iterator

from migralint.changes.values.columns import AddColumn, DropColumn
from migralint.changes.values.tables import BatchTable
from migralint.findings.operation_context import Step
from migralint.findings.problem import Problem
from migralint.rules.operation.code import call
from migralint.rules.operation.sqlite.rebuilding import rebuilds


def column_cannot_be_added_or_dropped(step: Step) -> Iterator[Problem]:
    """A column is added or dropped that SQLite refuses to add or drop.

    Why:
        SQLite does not drop a column that an index, a key or a CHECK of the table uses, and does not add a column that
        is UNIQUE, PRIMARY KEY or generated and stored.
        https://www.sqlite.org/lang_altertable.html#alter_table_drop_column

    Example:
            # dialect: sqlite
            # 0a1b2c3d4e5f_start.py
            revision = "0a1b2c3d4e5f"
            down_revision = None

            from alembic import op
            import sqlalchemy as sa

            def upgrade():
                op.create_table("orders", sa.Column("id", sa.Integer(), primary_key=True), sa.Column("day", sa.Date()))
                op.create_index("ix_orders_day", "orders", ["day"])

            # a1b2c3d4e5f6_change.py
            revision = "a1b2c3d4e5f6"
            down_revision = "0a1b2c3d4e5f"

            from alembic import op

            def upgrade():
                op.drop_column("orders", "day")

    Instead:
        Drop the index first, or use batch mode:

            # dialect: sqlite
            # 0a1b2c3d4e5f_start.py
            revision = "0a1b2c3d4e5f"
            down_revision = None

            from alembic import op
            import sqlalchemy as sa

            def upgrade():
                op.create_table("orders", sa.Column("id", sa.Integer(), primary_key=True), sa.Column("day", sa.Date()))
                op.create_index("ix_orders_day", "orders", ["day"])

            # a1b2c3d4e5f6_change.py
            revision = "a1b2c3d4e5f6"
            down_revision = "0a1b2c3d4e5f"

            from alembic import op

            def upgrade():
                op.drop_index("ix_orders_day", "orders")
                op.drop_column("orders", "day")
    """
    change = step.change
    table = change.table
    if isinstance(change, BatchTable):
        computed = _computed(step, change)
        if computed:
            yield step.problem(
                f"batch mode cannot copy {table}: SQLite does not accept values for the generated column {computed}",
                help="drop the generated column before the batch, and add it again after it",
            )
        return
    if change.origin.is_batch:
        return
    why = _not_dropped(step, change) if isinstance(change, DropColumn) else _not_added(change)
    if why:
        name = change.column if isinstance(change, DropColumn) else change.column.name
        verb = "drop" if isinstance(change, DropColumn) else "add"
        better = call("op.batch_alter_table", table)
        yield step.problem(
            f"SQLite refuses to {verb} the column {name} of {table}: {why}",
            help=f"with {better} as batch: the same call without the table's name",
        )


def _not_dropped(step: Step, change: DropColumn) -> str:
    if change.column is None or change.table is None:
        return ""
    if not step.at_least("sqlite", 3, 35):
        return "SQLite can drop columns since 3.35"
    name = change.column.lower()
    for index in step.state.indexes(change.table):
        if any(part.text.lower() == name for part in index.columns):
            return f"the index {index.name or 'of the column'} uses it"
    for one in step.state.constraints(change.table):
        constraint = one.constraint
        if constraint.kind in ("unique", "primary key") and name in [column.lower() for column in constraint.columns]:
            return f"a {constraint.kind} names it"
        if constraint.kind == "check" and not constraint.inline and name in _words(constraint.text):
            return f"the CHECK {constraint.name or ''} uses it".replace("  ", " ")
    column = step.state.column(change.table, change.column)
    return "it is the primary key" if column is not None and column.primary_key else ""


def _words(text: str | None) -> set[str]:
    return {word.lower() for word in re.findall(r"\w+", text or "")}


def _not_added(change: AddColumn) -> str:
    default = change.column.default
    if default is not None and default.kind == "computed" and default.persisted:
        return "it is generated and stored; VIRTUAL can be added"
    if change.origin.form == "sql" and (change.column.unique or change.column.primary_key):
        return "it is UNIQUE or PRIMARY KEY"
    return ""


def _computed(step: Step, change: BatchTable) -> str:
    if not rebuilds(step, change):
        return ""
    entry = step.state.entry(change.table)
    for column in entry.columns.values() if entry is not None else ():
        if column.age >= step.state.age and column.is_computed:
            return column.name
    return ""

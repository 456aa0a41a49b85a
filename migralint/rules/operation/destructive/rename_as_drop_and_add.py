"""ML308: renames that are written as a drop and an addition."""

from __future__ import annotations

from collections.abc import Iterator

from migralint.changes.change import Unread
from migralint.changes.definitions import TableName
from migralint.changes.revision import tables_named
from migralint.changes.values.columns import AddColumn, DropColumn
from migralint.changes.values.data import ChangeData, Orm, Select
from migralint.changes.values.tables import CreateTable, DropTable
from migralint.findings.operation_context import Step
from migralint.findings.problem import Problem
from migralint.rules.operation.code import call


def rename_as_drop_and_add(step: Step) -> Iterator[Problem]:
    """A column or table is dropped and added instead of renamed.

    Why:
        Autogenerate does not recognise a rename and writes these two operations: the new column is empty, and the
        values of the old one are lost.
        https://alembic.sqlalchemy.org/en/latest/autogenerate.html#what-does-autogenerate-detect-and-what-does-it-not-detect

    Example:
            # 0a1b2c3d4e5f_start.py
            revision = "0a1b2c3d4e5f"
            down_revision = None

            from alembic import op
            import sqlalchemy as sa

            def upgrade():
                op.create_table("orders", sa.Column("id", sa.Integer(), primary_key=True), sa.Column("day", sa.Date()))

            # a1b2c3d4e5f6_change.py
            revision = "a1b2c3d4e5f6"
            down_revision = "0a1b2c3d4e5f"

            from alembic import op
            import sqlalchemy as sa

            def upgrade():
                op.add_column("orders", sa.Column("placed_on", sa.Date()))
                op.drop_column("orders", "day")

    Instead:
        Rename it, if that is intended:

            # 0a1b2c3d4e5f_start.py
            revision = "0a1b2c3d4e5f"
            down_revision = None

            from alembic import op
            import sqlalchemy as sa

            def upgrade():
                op.create_table("orders", sa.Column("id", sa.Integer(), primary_key=True), sa.Column("day", sa.Date()))

            # a1b2c3d4e5f6_change.py
            revision = "a1b2c3d4e5f6"
            down_revision = "0a1b2c3d4e5f"

            from alembic import op
            import sqlalchemy as sa

            def upgrade():
                op.alter_column("orders", "day", new_column_name="placed_on", existing_type=sa.Date())

    Note:
        Only if one column is dropped and one of the same type is added, and no code in the revision copies values.
    """
    change = step.change
    if step.is_exempt(change.table):
        return
    if isinstance(change, DropColumn):
        yield from _column(step, change)
    else:
        yield from _table(step, change)


def _column(step: Step, change: DropColumn) -> Iterator[Problem]:
    table = change.table
    if table is None or change.column is None:
        return
    others = [one for one in step.view.upgrade if getattr(one, "table", None) == table]
    dropped = [one for one in others if isinstance(one, DropColumn)]
    added = [one.column for one in others if isinstance(one, AddColumn)]
    if len(dropped) != 1 or len(added) != 1 or added[0].name is None:
        return
    old, new = step.state.column(table, change.column), added[0]
    if old is None or step.made_here(old.made) or not old.type.same_as(new.type) or _reads(step, table):
        return
    better = call("op.alter_column", table, change.column, new_column_name=new.name)
    yield step.problem(
        f"{table}.{change.column} is dropped and {new.name} of the same type is added: if this is a rename, the "
        "values are lost",
        help=f"if it is a rename: {better}; otherwise copy what is needed with an UPDATE before the drop",
    )


def _table(step: Step, change: DropTable) -> Iterator[Problem]:
    table = change.table
    old = step.table
    made = [one for one in step.view.upgrade if isinstance(one, CreateTable)]
    dropped = [one for one in step.view.upgrade if isinstance(one, DropTable)]
    if table is None or old is None or len(made) != 1 or len(dropped) != 1 or not old.columns:
        return
    new = made[0]
    names = {(column.name or "").lower() for column in new.columns}
    if new.table is None or new.from_select or names != set(old.columns) or _reads(step, table):
        return
    better = call("op.rename_table", table, new.table.name)
    yield step.problem(
        f"the table {table} is dropped and {new.table} with the same columns is created: if this is a rename, the "
        "rows are lost",
        help=f"if it is a rename: {better}; otherwise copy the rows with INSERT … SELECT before the drop",
    )


def _reads(step: Step, table: TableName) -> bool:
    """Whether the revision runs any operation on rows that could be the copy."""
    for one in step.view.upgrade:
        if isinstance(one, Unread | Orm):
            return True
        if isinstance(one, ChangeData | Select) and (table in tables_named(one) or table.name.lower() in one.words):
            return True
    return False

"""ML324: revisions that cannot be run again once a part of them is committed."""

from __future__ import annotations

from collections.abc import Iterator

from migralint.changes.change import Change
from migralint.changes.values.columns import AddColumn, AlterColumn, DropColumn
from migralint.changes.values.connection import Transaction
from migralint.changes.values.constraints import AddConstraint, DropConstraint
from migralint.changes.values.data import ChangeData
from migralint.changes.values.indexes import CreateIndex, DropIndex
from migralint.changes.values.objects import AddEnumValue, CreateType, DropType
from migralint.changes.values.tables import CreateTable, DropTable, RenameTable
from migralint.findings.operation_context import Step
from migralint.findings.problem import Problem, Related


def autocommit_in_the_middle(step: Step) -> Iterator[Problem]:
    """An autocommit_block() follows operations that cannot run twice.

    Why:
        The block commits the operations before it. If it then fails, the revision is not stamped, and the next upgrade
        starts it again: it fails at the first existing object.
        https://alembic.sqlalchemy.org/en/latest/api/runtime.html#alembic.runtime.migration.MigrationContext.autocommit_block

    Example:
            # dialect: postgresql
            # a1b2c3d4e5f6_day.py
            revision = "a1b2c3d4e5f6"
            down_revision = None

            import sqlalchemy as sa
            from alembic import op

            def upgrade():
                op.add_column("orders", sa.Column("day", sa.Date()))
                with op.get_context().autocommit_block():
                    op.create_index("ix_orders_day", "orders", ["day"], postgresql_concurrently=True)

    Instead:
        Write two revisions, with the block in the second one; or make the operations before it repeatable:

            # dialect: postgresql
            # a1b2c3d4e5f6_day.py
            revision = "a1b2c3d4e5f6"
            down_revision = None

            import sqlalchemy as sa
            from alembic import op

            def upgrade():
                op.add_column("orders", sa.Column("day", sa.Date()), if_not_exists=True)
                with op.get_context().autocommit_block():
                    op.create_index("ix_orders_day", "orders", ["day"], postgresql_concurrently=True)
    """
    if not step.in_autocommit:
        return
    before = step.earlier
    if any(one.origin.operation.autocommit for one in before if not isinstance(one, Transaction)):
        return  # reported at the first one
    once = [one for one in before if not _repeats(one)]
    if once:
        first = once[0]
        more = f", and {len(once) - 1} more" if len(once) > 1 else ""
        yield step.problem(
            f"autocommit_block() commits {_said(first)}{more} before it; if it fails, the next attempt fails there",
            help="move the block into its own revision, or pass if_not_exists=True or if_exists=True before it",
            related=[Related(first.origin.location, "cannot run twice")],
        )


def _repeats(change: Change) -> bool:
    """Whether a change can be repeated after it was made; unknown ones are assumed to be repeatable."""
    around = change.origin.operation.around
    if around.asked or around.caught:
        return True
    match change:
        case CreateTable() | AddColumn() | CreateIndex() | AddEnumValue():
            return change.if_not_exists
        case DropTable() | DropColumn() | DropIndex() | DropConstraint():
            return change.if_exists
        case AddConstraint() | RenameTable():
            return False
        case AlterColumn():
            return change.new_name is None
        case CreateType() | DropType():
            return change.check_first
        case ChangeData(verb="insert"):
            return not change.words.isdisjoint(("conflict", "exists"))
    return True


def _said(change: Change) -> str:
    table = getattr(change, "table", None)
    column = getattr(change, "column", None)
    what = {
        CreateTable: "the creation of the table", AddColumn: "the new column of", CreateIndex: "the index of",
        DropTable: "the drop of the table", DropColumn: "the dropped column of", AddConstraint: "the constraint of",
        RenameTable: "the new name of", AlterColumn: "the renamed column of", ChangeData: "the rows of",
        DropIndex: "a dropped index", DropConstraint: "the dropped constraint of", AddEnumValue: "a value of an enum",
        CreateType: "a type", DropType: "a dropped type",
    }.get(type(change), "a change")  # fmt: skip
    if isinstance(change, AddColumn) and change.column.name is not None:
        return f"the column {table or '…'}.{change.column.name}"
    if isinstance(column, str) and table is not None:
        return f"the change of {table}.{column}"
    return f"{what} {table}" if table is not None else what

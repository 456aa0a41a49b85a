"""ML319: columns and tables that the application still maps."""

from __future__ import annotations

from collections.abc import Iterator

from migralint.changes.change import Change, Unread
from migralint.changes.values.columns import AddColumn, AlterColumn, DropColumn
from migralint.changes.values.tables import CreateTable, RenameTable
from migralint.findings.operation_context import Step
from migralint.findings.problem import Problem, Related
from migralint.history.operation import OPAQUE, Operation
from migralint.source.location import Location


def still_mapped(step: Step) -> Iterator[Problem]:
    """A table or column is removed that a class of the application still maps.

    Why:
        SQLAlchemy names every mapped column in its queries: each query of that class fails from this revision on, also
        in the code that is deployed together with it.

    Example:
            # app/models.py
            class Order(Base):
                __tablename__ = "orders"
                id = mapped_column(Integer, primary_key=True)
                day = mapped_column(Date)
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

            def upgrade():
                op.drop_column("orders", "day")

    Instead:
        Remove it from the model first:

            # app/models.py
            class Order(Base):
                __tablename__ = "orders"
                id = mapped_column(Integer, primary_key=True)
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

            def upgrade():
                op.drop_column("orders", "day")

    Note:
        Classes with a literal `__tablename__` and `Table("…")` calls are searched in the repository; mixins are not
        followed. There is no finding if a later revision changes the table again.
    """
    change = step.change
    table = change.table
    if table is None or not step.is_new or step.is_exempt(table) or not _is_last_word(step):
        return
    column = change.new_name and change.column if isinstance(change, AlterColumn) else getattr(change, "column", None)
    if isinstance(change, AlterColumn) and not column:
        return
    if isinstance(change, DropColumn) and column is None:
        return
    for mapped in step.project.models:
        if mapped.table.lower() != table.name.lower():
            continue
        if column is not None and (mapped.columns is None or column.lower() not in mapped.columns):
            continue
        what = f"{table}.{column}" if column is not None else f"the table {table}"
        yield step.problem(
            f"{what} is removed, but the application still maps it: every query of that class fails from this "
            "revision on",
            related=(Related(Location(mapped.path, mapped.line), f"{what} is mapped here"),),
            help="remove it from the model and deploy; drop it from the database in the next release",
        )
        return


def _is_last_word(step: Step) -> bool:
    """Whether no later revision creates the table or column again: otherwise the model means that one."""
    history = step.subject.history
    if step.view.revision.id in history.heads():
        return not any(_brings_back(one, step) for one in step.later)
    known = {file.as_revision.id: file for file in step.subject.files if file.as_revision is not None}
    for identifier in history.descendants([step.view.revision.id]):
        file = known.get(identifier)
        if file is None or any(_may_bring_back(operation, step) for operation in file.operations):
            return False
    return not any(_brings_back(one, step) for one in step.later)


def _brings_back(one: Change, step: Step) -> bool:
    table = step.change.table
    if isinstance(one, CreateTable) and one.table == table:
        return True
    if isinstance(one, RenameTable) and one.new is not None and one.new.key == table.key:
        return True
    column = getattr(step.change, "column", None)
    if isinstance(one, AddColumn) and one.table == table and column is not None:
        return bool(one.column.name is None or one.column.name.lower() == column.lower())
    if isinstance(one, AlterColumn) and one.table == table and column is not None:
        return bool((one.new_name or "").lower() == column.lower())
    return isinstance(one, Unread)


def _may_bring_back(operation: Operation, step: Step) -> bool:
    """Whether an operation of a later revision is about the same table: then the result is not known."""
    if operation.function != "upgrade":
        return False
    name = step.change.table.name.lower()
    if operation.name == OPAQUE or operation.around.executed:
        return True
    if (operation.table or "").lower() == name:
        return operation.name in ("create_table", "add_column", "alter_column", "rename_table")
    if operation.name == "rename_table":
        return name in [str(one).lower() for one in operation.arguments]
    return any(name in text.lower() for text in (*operation.sql, operation.template))

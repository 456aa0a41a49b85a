"""ML395: objects that are created a second time."""

from __future__ import annotations

from collections.abc import Iterator

from migralint.changes.change import Change
from migralint.changes.state.apply import is_conditional
from migralint.changes.state.tables import Made
from migralint.changes.values.columns import AddColumn
from migralint.changes.values.constraints import AddConstraint
from migralint.changes.values.indexes import CreateIndex
from migralint.changes.values.tables import CreateTable
from migralint.findings.operation_context import Step
from migralint.findings.problem import Problem, Related


def created_twice(step: Step) -> Iterator[Problem]:
    """An object is created that an earlier revision has already created.

    Why:
        The upgrade fails with "already exists" on every database that ran the earlier revision.

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
                op.add_column("orders", sa.Column("day", sa.Date()))

    Instead:
        Leave it out:

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
                op.add_column("orders", sa.Column("due", sa.Date()))
    """
    change = step.change
    around = change.origin.operation.around
    if around.only is not None or around.without or is_conditional(change) or getattr(change, "if_not_exists", False):
        return
    found = _there(step, change)
    if found is None:
        return
    what, made = found
    if made is None or made.dialects is not None:
        return
    related = (Related(made.location, "it is created here"),) if made.location is not None else ()
    yield step.problem(
        f"{what} already exists: this fails",
        related=related,
        help="remove it, or pass if_not_exists=True if both are intended",
    )


def _there(step: Step, change: Change) -> tuple[str, Made | None] | None:
    state = step.state
    match change:
        case CreateTable() if not change.temporary:
            table = state.table(change.table)
            return (f"the table {change.table}", table.made) if table is not None else None
        case AddColumn():
            column = state.column(change.table, change.column.name)
            return (f"the column {change.table}.{change.column.name}", column.made) if column is not None else None
        case CreateIndex() if change.name is not None:
            schema = change.table.schema if change.table is not None else None
            held = state.index(change.name, schema)
            if held is None or (_per_table(step) and (change.table is None or held[0].name.key != change.table.key)):
                return None
            return f"the index {change.name}", held[1].made
        case AddConstraint():
            one = state.constraint(change.table, change.constraint.name)
            if one is not None and (one.constraint.use_alter or step.dialects == frozenset({"sqlite"})):
                return None  # create_table leaves the key to a later ALTER; a batch replaces the old key
            return (f"the constraint {change.constraint.name} of {change.table}", one.made) if one is not None else None
    return None


def _per_table(step: Step) -> bool:
    """Whether index names are only unique within a table, on some database of the project."""
    return not step.dialects.isdisjoint({"mysql", "mariadb"})

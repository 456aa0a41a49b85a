"""ML363: what batch mode forgets."""

from __future__ import annotations

from collections.abc import Iterator

from migralint.changes.definitions import Constraint
from migralint.changes.state.tables import TableState
from migralint.changes.values.indexes import CreateIndex, DropIndex
from migralint.changes.values.objects import CreateObject
from migralint.changes.values.tables import BatchTable
from migralint.findings.operation_context import Step
from migralint.findings.problem import Problem
from migralint.rules.operation.sqlite.rebuilding import rebuilds


def batch_loses(step: Step) -> Iterator[Problem]:
    """Batch mode copies a table with objects that it does not copy.

    Why:
        Batch mode reads the table from the database and creates it again. Objects that reflection does not see are lost
        silently:
        CHECKs without a name, indexes over expressions, the order and collation in an index, triggers, AUTOINCREMENT.
        https://alembic.sqlalchemy.org/en/latest/batch.html#including-check-constraints

    Example:
            # dialect: sqlite
            # 0a1b2c3d4e5f_start.py
            revision = "0a1b2c3d4e5f"
            down_revision = None

            from alembic import op
            import sqlalchemy as sa

            def upgrade():
                op.create_table("orders", sa.Column("id", sa.Integer(), primary_key=True), sa.Column("day", sa.Date()))
                op.execute("CREATE TRIGGER noted AFTER INSERT ON orders BEGIN SELECT 1; END")

            # a1b2c3d4e5f6_change.py
            revision = "a1b2c3d4e5f6"
            down_revision = "0a1b2c3d4e5f"

            from alembic import op
            import sqlalchemy as sa

            def upgrade():
                with op.batch_alter_table("orders") as batch:
                    batch.alter_column("day", existing_type=sa.Date(), nullable=False)

    Instead:
        Create it again after the batch:

            # dialect: sqlite
            # 0a1b2c3d4e5f_start.py
            revision = "0a1b2c3d4e5f"
            down_revision = None

            from alembic import op
            import sqlalchemy as sa

            def upgrade():
                op.create_table("orders", sa.Column("id", sa.Integer(), primary_key=True), sa.Column("day", sa.Date()))
                op.execute("CREATE TRIGGER noted AFTER INSERT ON orders BEGIN SELECT 1; END")

            # a1b2c3d4e5f6_change.py
            revision = "a1b2c3d4e5f6"
            down_revision = "0a1b2c3d4e5f"

            from alembic import op
            import sqlalchemy as sa

            def upgrade():
                with op.batch_alter_table("orders") as batch:
                    batch.alter_column("day", existing_type=sa.Date(), nullable=False)
                op.execute("CREATE TRIGGER noted AFTER INSERT ON orders BEGIN SELECT 1; END")
    """
    change: BatchTable = step.change
    table = step.state.entry(change.table)
    if table is None or not rebuilds(step, change) or not change.keywords.isdisjoint(_HANDED_OVER):
        return
    lost = [*_lost(step, table)]
    if lost:
        yield step.problem(
            f"copying {table.name} in batch mode loses {', '.join(lost)}",
            help="pass constraints with table_args=[…]; create indexes and triggers again after the batch",
        )


_HANDED_OVER = frozenset({"copy_from", "table_args", "table_kwargs", "reflect_args", "reflect_kwargs"})


def _lost(step: Step, table: TableState) -> Iterator[str]:
    for one in step.state.constraints(table.name):
        constraint = one.constraint
        if constraint.kind == "check" and not constraint.named and not one_is_enum(constraint):
            yield f"the CHECK {constraint.text or 'without a name'}"
    for column in table.columns.values():
        if column.type.collation and column.age >= step.state.age:
            yield f"the collation of {column.name}"
    again = {one.name for one in step.later if isinstance(one, CreateIndex)}
    dropped = {one.name for one in step.later if isinstance(one, DropIndex)}
    for index in step.state.indexes(table.name):
        if index.name in again or index.name in dropped:
            continue
        if any(not part.is_column for part in index.columns):
            yield f"the index {index.name or ''} over an expression".replace("  ", " ")
        elif any(part.descending or part.collation for part in index.columns):
            yield f"the order or collation of the index {index.name or ''}".rstrip()
    made = {
        one.name.name
        for one in step.later
        if isinstance(one, CreateObject) and one.kind == "trigger" and one.name is not None
    }
    yield from (f"the trigger {name}" for name in sorted(table.triggers - made))
    if table.sqlite_autoincrement and table.age >= step.state.age:
        yield "AUTOINCREMENT"


def one_is_enum(constraint: Constraint) -> bool:
    """Whether SQLAlchemy created it for a Boolean or Enum: then reflection of the type restores it."""
    return constraint.text is None

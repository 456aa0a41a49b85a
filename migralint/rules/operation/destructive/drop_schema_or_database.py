"""ML305: schemas and databases that are dropped."""

from __future__ import annotations

from collections.abc import Iterator

from migralint.changes.values.objects import CreateObject, DropObject
from migralint.findings.operation_context import Step
from migralint.findings.problem import Problem


def drop_schema_or_database(step: Step) -> Iterator[Problem]:
    """A whole schema or database is dropped.

    Why:
        Everything in it is lost, including objects that no revision created.

    Example:
            # a1b2c3d4e5f6_change.py
            revision = "a1b2c3d4e5f6"
            down_revision = None

            from alembic import op

            def upgrade():
                op.execute("DROP SCHEMA reports CASCADE")

    Instead:
        Drop the tables that the history created; do not drop the rest in a migration:

            # a1b2c3d4e5f6_change.py
            revision = "a1b2c3d4e5f6"
            down_revision = None

            from alembic import op

            def upgrade():
                op.drop_table("daily", schema="reports")  # migralint: ignore[ML301] rows are in the archive
    """
    change: DropObject = step.change
    if change.kind not in ("schema", "database"):
        return
    made = (one for one in step.earlier if isinstance(one, CreateObject) and one.kind == change.kind)
    if change.name is not None and any(one.name == change.name for one in made):
        return
    yield step.problem(
        f"the {change.kind} {change.name or 'whose name cannot be read'} is dropped with everything in it",
        help=f"drop its tables one by one in migrations; drop the {change.kind} itself by hand, outside the migrations",
    )

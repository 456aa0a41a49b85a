"""ML337: exclusion constraints, whose index can only be built under a lock."""

from __future__ import annotations

from collections.abc import Iterator

from migralint.changes.values.constraints import AddConstraint
from migralint.findings.operation_context import Step
from migralint.findings.problem import Problem


def exclusion_builds_index(step: Step) -> Iterator[Problem]:
    """An exclusion constraint is added to an existing table.

    Why:
        Reads and writes of the table wait until its index is built (ACCESS EXCLUSIVE lock), and there is no concurrent
        variant. https://www.postgresql.org/docs/current/sql-createtable.html#SQL-CREATETABLE-EXCLUDE

    Example:
            # dialect: postgresql
            # a1b2c3d4e5f6_rooms.py
            revision = "a1b2c3d4e5f6"
            down_revision = None

            from alembic import op

            def upgrade():
                op.create_exclude_constraint("ex_rooms", "bookings", ("room", "="), ("during", "&&"))

    Instead:
        Create it with the table; for a table in use, choose a quiet time, and limit the wait for the lock:

            # dialect: postgresql
            # a1b2c3d4e5f6_rooms.py
            revision = "a1b2c3d4e5f6"
            down_revision = None

            from alembic import op

            def upgrade():
                op.execute("SET LOCAL lock_timeout = '5s'")
                op.create_exclude_constraint(  # migralint: ignore[ML337] at night
                    "ex_rooms", "bookings", ("room", "="), ("during", "&&")
                )
    """
    change: AddConstraint = step.change
    if change.constraint.kind != "exclude" or step.is_exempt(change.table):
        return
    name = f"the exclusion constraint {change.constraint.name}" if change.constraint.name else "an exclusion constraint"
    yield step.problem(
        f"{name} builds an index over all of {change.table or 'a table'}, and reads and writes wait (ACCESS "
        "EXCLUSIVE lock)",
        help=(
            "this cannot be done concurrently: choose a quiet time, and limit the wait before it with "
            "op.execute(\"SET LOCAL lock_timeout = '5s'\")"
        ),
    )

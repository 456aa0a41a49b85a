"""ML340: partitions that are read under a lock when they are attached."""

from __future__ import annotations

from collections.abc import Iterator

from migralint.changes.values.tables import AttachPartition
from migralint.findings.operation_context import Step
from migralint.findings.problem import Problem
from migralint.rules.operation.postgresql.advice import execute, steps, validate
from migralint.rules.operation.postgresql.conditions import mentions


def attach_partition_scans(step: Step) -> Iterator[Problem]:
    """An existing table becomes a partition, without a CHECK that proves its bounds.

    Why:
        The whole table is read to check its rows, and reads and writes wait meanwhile (ACCESS EXCLUSIVE lock). The
        default partition, if there is one, is locked and read as well.
        https://www.postgresql.org/docs/current/sql-altertable.html#SQL-ALTERTABLE-ATTACH-PARTITION

    Example:
            # dialect: postgresql
            # a1b2c3d4e5f6_attach.py
            revision = "a1b2c3d4e5f6"
            down_revision = None

            from alembic import op

            def upgrade():
                op.execute("ALTER TABLE events ATTACH PARTITION events_old FOR VALUES FROM (0) TO (100)")

    Instead:
        Prove the bounds first with a CHECK that is validated while reads and writes continue:

            # dialect: postgresql
            # a1b2c3d4e5f6_check.py
            revision = "a1b2c3d4e5f6"
            down_revision = None

            from alembic import op

            def upgrade():
                op.execute("ALTER TABLE events_old ADD CONSTRAINT fits CHECK (n IS NOT NULL AND n >= 0 AND n < 100)"
                           " NOT VALID")

            # b2c3d4e5f6a7_validate.py
            revision = "b2c3d4e5f6a7"
            down_revision = "a1b2c3d4e5f6"

            from alembic import op

            def upgrade():
                op.execute("ALTER TABLE events_old VALIDATE CONSTRAINT fits")

            # c3d4e5f6a7b8_attach.py
            revision = "c3d4e5f6a7b8"
            down_revision = "b2c3d4e5f6a7"

            from alembic import op

            def upgrade():
                op.execute("ALTER TABLE events ATTACH PARTITION events_old FOR VALUES FROM (0) TO (100)")
                op.drop_constraint("fits", "events_old")
    """
    change: AttachPartition = step.change
    partition = change.partition
    if step.is_exempt(partition):
        return
    parent = step.state.table(change.table)
    key = _key(parent.partition_by) if parent is not None else ()
    for one in step.state.constraints(partition):
        text = one.constraint.text
        if one.validated and one.constraint.kind == "check" and all(mentions(text, name) for name in key):
            return
    name = partition or "the partition"
    target = f"ALTER TABLE {name}"
    yield step.problem(
        f"all of {name} is read when it is attached to {change.table or 'its parent'}, and reads and writes wait "
        "(ACCESS EXCLUSIVE lock)",
        help=steps(
            execute(f"{target} ADD CONSTRAINT fits CHECK (… IS NOT NULL AND …) NOT VALID"),
            f"in the next revision {validate(partition, 'fits')}",
            f"in the one after that attach it, and {execute(f'{target} DROP CONSTRAINT fits')}",
        )
        + "; a default partition needs a CHECK that excludes the new bounds",
    )


def _key(partition_by: str | None) -> tuple[str, ...]:
    """The columns of "RANGE (a, b)"; empty for expressions."""
    inner = (partition_by or "").partition("(")[2].rpartition(")")[0]
    names = [name.strip().strip('"') for name in inner.split(",")]
    return tuple(names) if all(name.isidentifier() for name in names) else ()

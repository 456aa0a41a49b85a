"""ML342: concurrent index builds that PostgreSQL refuses."""

from __future__ import annotations

from collections.abc import Iterator

from migralint.changes.values.indexes import CreateIndex, DropIndex
from migralint.findings.operation_context import Step
from migralint.findings.problem import Problem
from migralint.rules.operation.postgresql.advice import AUTOCOMMIT, execute, steps


def concurrent_index_on_partitioned(step: Step) -> Iterator[Problem]:
    """An index of a partitioned table is built or dropped concurrently.

    Why:
        PostgreSQL refuses it: "cannot create index on partitioned table … concurrently".
        https://www.postgresql.org/docs/current/sql-createindex.html#SQL-CREATEINDEX-CONCURRENTLY

    Example:
            # dialect: postgresql
            # a1b2c3d4e5f6_events.py
            revision = "a1b2c3d4e5f6"
            down_revision = None

            import sqlalchemy as sa
            from alembic import op

            def upgrade():
                op.create_table("events", sa.Column("day", sa.Date()), postgresql_partition_by="RANGE (day)")

            # b2c3d4e5f6a7_index.py
            revision = "b2c3d4e5f6a7"
            down_revision = "a1b2c3d4e5f6"

            from alembic import op

            def upgrade():
                with op.get_context().autocommit_block():
                    op.create_index("ix_day", "events", ["day"], postgresql_concurrently=True)

    Instead:
        Create the index on the parent only, build one concurrently on each partition, and attach these to it:

            # dialect: postgresql
            # a1b2c3d4e5f6_events.py
            revision = "a1b2c3d4e5f6"
            down_revision = None

            import sqlalchemy as sa
            from alembic import op

            def upgrade():
                op.create_table("events", sa.Column("day", sa.Date()), postgresql_partition_by="RANGE (day)")

            # b2c3d4e5f6a7_index.py
            revision = "b2c3d4e5f6a7"
            down_revision = "a1b2c3d4e5f6"

            from alembic import op

            def upgrade():
                op.execute("CREATE INDEX ix_day ON ONLY events (day)")
                with op.get_context().autocommit_block():
                    op.create_index("ix_day_2026", "events_2026", ["day"], postgresql_concurrently=True)
                op.execute("ALTER INDEX ix_day ATTACH PARTITION ix_day_2026")
    """
    change: CreateIndex | DropIndex = step.change
    if not change.concurrently or (isinstance(change, CreateIndex) and change.only):
        return
    table = step.state.table(change.table)
    if change.table is None:
        found = step.state.index(change.name)
        table = found[0] if found is not None else None
    if table is None or table.partition_by is None:
        return
    name = change.name or "an index"
    if isinstance(change, DropIndex):
        yield step.problem(
            f"PostgreSQL refuses to drop {name} concurrently: {table.name} is partitioned",
            help="drop it without CONCURRENTLY, at a quiet time, after SET LOCAL lock_timeout",
        )
        return
    columns = ", ".join(part.text for part in change.columns)
    yield step.problem(
        f"PostgreSQL refuses to build {name} concurrently: {table.name} is partitioned",
        help=steps(
            execute(f"CREATE {'UNIQUE ' if change.unique else ''}INDEX {name} ON ONLY {table.name} ({columns})"),
            f"on each partition: {AUTOCOMMIT}op.create_index(…, postgresql_concurrently=True)",
            execute(f"ALTER INDEX {name} ATTACH PARTITION …"),
        ),
    )

"""ML344: locks for which an upgrade waits as long as it takes."""

from __future__ import annotations

from collections.abc import Iterator

from migralint.changes.values.connection import SetVariable
from migralint.changes.values.data import Select
from migralint.findings.operation_context import Step
from migralint.findings.problem import Problem
from migralint.rules.operation.postgresql.tables.locks import locks_of

_NAME = "lock_timeout"


def no_lock_timeout(step: Step) -> Iterator[Problem]:
    """The wait for a lock on an existing table has no limit.

    Why:
        While a statement waits for its lock behind a long query, all later queries of the table wait behind it.
        https://www.postgresql.org/docs/current/runtime-config-client.html#GUC-LOCK-TIMEOUT

    Example:
            # dialect: postgresql
            # a1b2c3d4e5f6_note.py
            revision = "a1b2c3d4e5f6"
            down_revision = None

            import sqlalchemy as sa
            from alembic import op

            def upgrade():
                op.add_column("orders", sa.Column("note", sa.Text()))

    Instead:
        Set a limit, here or in env.py, and retry if it is reached:

            # dialect: postgresql
            # a1b2c3d4e5f6_note.py
            revision = "a1b2c3d4e5f6"
            down_revision = None

            import sqlalchemy as sa
            from alembic import op

            def upgrade():
                op.execute("SET LOCAL lock_timeout = '5s'")
                op.add_column("orders", sa.Column("note", sa.Text()))

    Note:
        A `lock_timeout` in env.py or in Alembic's configuration, as in `connect_args` or the URL, counts for all
        revisions. A setting of the role or the database cannot be seen.
    """
    earlier = step.earlier
    if any(_sets(one) for one in earlier) or any(True for one in earlier for _ in locks_of(step, one)):
        return  # there is one, or its absence was already reported
    for table, lock in locks_of(step, step.change):
        if _NAME in step.project.env or _NAME in step.project.configuration:
            return
        yield step.problem(
            f"{table} is locked ({lock}) after an unlimited wait, and all later queries on it queue up behind it",
            help=(
                "op.execute(\"SET LOCAL lock_timeout = '5s'\") before it, or lock_timeout in env.py; retry if the "
                "timeout is reached"
            ),
        )
        return


def _sets(change: object) -> bool:
    if isinstance(change, SetVariable):
        return change.name == _NAME
    return isinstance(change, Select) and _NAME in change.origin.statement and "set_config" in change.words

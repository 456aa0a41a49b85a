"""ML374: percent signs that the driver interprets."""

from __future__ import annotations

import re
from collections.abc import Iterator

from migralint.findings.operation_context import RevisionScope
from migralint.findings.problem import Problem
from migralint.rules.operation.data.drivers import runs_async


def driver_percent(scope: RevisionScope) -> Iterator[Problem]:
    """A percent sign in driver SQL is treated as a parameter.

    Why:
        `exec_driver_sql` passes the text to the driver, and psycopg and the drivers of MySQL treat `%` as a
        placeholder.

    Example:
            # dialect: postgresql
            # a1b2c3d4e5f6_change.py
            revision = "a1b2c3d4e5f6"
            down_revision = None

            from alembic import op

            def upgrade():
                op.get_bind().exec_driver_sql("DELETE FROM logs WHERE note LIKE '%x' AND id = 1")

    Instead:
        `op.execute` doubles it:

            # dialect: postgresql
            # a1b2c3d4e5f6_change.py
            revision = "a1b2c3d4e5f6"
            down_revision = None

            from alembic import op

            def upgrade():
                op.execute("DELETE FROM logs WHERE note LIKE '%x' AND id = 1")
    """
    seen: set[int] = set()
    for change in scope.view.upgrade:
        operation = change.origin.operation
        if operation.name != "exec_driver_sql" or id(operation) in seen or len(operation.arguments) > 1:
            continue
        seen.add(id(operation))
        if operation.around.caught or not _reads_percent(scope):
            continue
        if any(_SINGLE.search(text) for text in (*operation.sql, operation.template)):
            yield scope.problem(
                "the driver interprets the single % as a placeholder",
                change.origin.location,
                help="use op.execute(), which doubles it, or write %%",
            )


_SINGLE = re.compile(r"(?<!%)%(?:%%)*(?!%)")


def _reads_percent(scope: RevisionScope) -> bool:
    """Whether a driver of the project reads percent signs; asyncpg and pg8000 do not."""
    drivers = set(scope.project.requirements)
    others = drivers & {"asyncpg", "pg8000"}
    readers = {name for name in drivers if name.startswith("psycopg")}
    if "postgresql" not in scope.dialects or readers:
        return True
    return not others and not runs_async(scope)

"""ML375: several statements in one text."""

from __future__ import annotations

from collections.abc import Iterator

from migralint.findings.operation_context import RevisionScope
from migralint.findings.problem import Problem
from migralint.history.operation import Operation


def several_statements(scope: RevisionScope) -> Iterator[Problem]:
    """One text holds several statements.

    Why:
        SQLite says "You can only execute one statement at a time", MySQL 1064, asyncpg "cannot insert multiple commands
        into a prepared statement".

    Example:
            # dialect: sqlite
            # a1b2c3d4e5f6_change.py
            revision = "a1b2c3d4e5f6"
            down_revision = None

            from alembic import op

            def upgrade():
                op.execute("DELETE FROM a WHERE id = 1; DELETE FROM b WHERE id = 1")

    Instead:
        One call each:

            # dialect: sqlite
            # a1b2c3d4e5f6_change.py
            revision = "a1b2c3d4e5f6"
            down_revision = None

            from alembic import op

            def upgrade():
                op.execute("DELETE FROM a WHERE id = 1")
                op.execute("DELETE FROM b WHERE id = 1")
    """
    told: set[int] = set()
    for change in scope.view.upgrade:
        operation = change.origin.operation
        if change.origin.form != "sql" or change.origin.number != 1 or id(operation) in told:
            continue
        told.add(id(operation))
        if operation.name not in ("execute", "exec_driver_sql", "scalar") or operation.around.caught:
            continue
        refusing = sorted(_refusing(scope, operation))
        if refusing:
            yield scope.problem(
                f"one text holds several statements, which {' and '.join(refusing)} "
                f"refuse{'s' if len(refusing) == 1 else ''}",
                operation.location,
                help="one op.execute() for each statement",
            )


def _refusing(scope: RevisionScope, operation: Operation) -> Iterator[str]:
    around = operation.around
    names = {"sqlite": "SQLite", "mysql": "MySQL", "mariadb": "MariaDB"}
    for dialect in scope.dialects:
        if (around.only is not None and dialect not in around.only) or dialect in around.without:
            continue
        if dialect in names and not (dialect != "sqlite" and _takes_several(scope)):
            yield names[dialect]
        elif dialect == "postgresql" and _is_async(scope):
            yield "PostgreSQL with asyncpg"


def _takes_several(scope: RevisionScope) -> bool:
    """Whether the project's driver of MySQL sends a text of several statements: mysqlclient does, PyMySQL does not."""
    drivers = set(scope.project.requirements)
    return "mysqlclient" in drivers and drivers.isdisjoint({"pymysql", "aiomysql", "asyncmy"})


def _is_async(scope: RevisionScope) -> bool:
    drivers = set(scope.project.requirements)
    runs_async = "async_engine" in scope.project.env or "asyncpg" in scope.project.env + scope.project.configuration
    return "asyncpg" in drivers and runs_async and not any(name.startswith("psycopg") for name in drivers)

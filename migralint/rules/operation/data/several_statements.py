"""ML375: several statements in one text."""

from __future__ import annotations

from collections.abc import Iterator

from migralint.findings.operation_context import RevisionScope
from migralint.findings.problem import Problem
from migralint.findings.severity import Severity
from migralint.history.operation import Operation
from migralint.rules.operation.data.drivers import refuses_several, runs_async


def several_statements(scope: RevisionScope) -> Iterator[Problem]:
    """One string contains several statements.

    Why:
        SQLite says "You can only execute one statement at a time", MySQL 1064, asyncpg "cannot insert multiple commands
        into a prepared statement". Of the MySQL drivers, only mysqlclient sends them.

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
        if _is_printed(operation):
            continue
        refusing = sorted(_refusing(scope, operation))
        if refusing:
            certain = any(not one.endswith(_UNLESS) for one in refusing)
            yield scope.problem(
                f"one string contains several statements, which {' and '.join(refusing)} "
                f"refuse{'s' if len(refusing) == 1 else ''}",
                operation.location,
                help="write write one op.execute() for each statement",
                severity=None if certain else Severity.WARNING,
            )


_UNLESS = "(unless by mysqlclient)"
_NAMES = {"sqlite": "SQLite", "mysql": "MySQL", "mariadb": "MariaDB"}


def _is_printed(operation: Operation) -> bool:
    """Whether it is under `context.is_offline_mode()`: then the text becomes part of a script."""
    tests = [test for test in operation.conditions if "is_offline_mode" in test]
    return bool(tests) and not any("not" in test.split() or "not(" in test for test in tests)


def _refusing(scope: RevisionScope, operation: Operation) -> Iterator[str]:
    around = operation.around
    for dialect in scope.dialects:
        if (around.only is not None and dialect not in around.only) or dialect in around.without:
            continue
        if dialect == "sqlite":
            yield _NAMES[dialect]
        elif dialect in _NAMES:
            refuses = refuses_several(scope)
            if refuses is not False:
                yield _NAMES[dialect] if refuses else f"{_NAMES[dialect]} {_UNLESS}"
        elif dialect == "postgresql" and _is_asyncpg(scope):
            yield "PostgreSQL with asyncpg"


def _is_asyncpg(scope: RevisionScope) -> bool:
    drivers = set(scope.project.requirements)
    return "asyncpg" in drivers and runs_async(scope) and not any(name.startswith("psycopg") for name in drivers)

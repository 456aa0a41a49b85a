"""What the project shows about the drivers of its migrations."""

from __future__ import annotations

import re

from migralint.findings.operation_context import RevisionScope

_ASYNC = re.compile(r"async_engine|AsyncEngine|asyncpg|aiomysql|asyncmy|aiosqlite")
_ONE_STATEMENT = frozenset({"pymysql", "aiomysql", "asyncmy", "mysql-connector-python"})


def runs_async(scope: RevisionScope) -> bool:
    """Whether env.py or the configuration mentions an async engine or driver."""
    return _ASYNC.search(scope.project.env) is not None or "asyncpg" in scope.project.configuration


def refuses_several(scope: RevisionScope) -> bool | None:
    """Whether the project's driver of MySQL rejects a text of several statements, as PyMySQL does; mysqlclient sends
    it. None: no driver is known."""
    drivers = set(scope.project.requirements)
    drivers |= {name for name in _ONE_STATEMENT if f"+{name.replace('-', '')}:" in scope.project.configuration}
    if drivers & _ONE_STATEMENT:
        return True
    return False if "mysqlclient" in drivers else None

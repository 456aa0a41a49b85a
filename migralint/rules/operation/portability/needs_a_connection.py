"""ML384: what offline mode cannot do."""

from __future__ import annotations

from collections.abc import Iterator

from migralint.changes.change import Change
from migralint.changes.values.connection import AskDatabase
from migralint.changes.values.data import Orm, Select
from migralint.changes.values.tables import BatchTable
from migralint.findings.operation_context import RevisionScope
from migralint.findings.problem import Problem


def needs_a_connection(scope: RevisionScope) -> Iterator[Problem]:
    """A revision queries the database, but offline mode has no connection.

    Why:
        `alembic upgrade --sql` renders the migrations without a connection: `execute()` returns None there, and reading
        its result raises AttributeError. Batch mode on SQLite has no table to inspect.

    Example:
            # setting: offline = true
            # a1b2c3d4e5f6_change.py
            revision = "a1b2c3d4e5f6"
            down_revision = None

            from alembic import op
            import sqlalchemy as sa

            def upgrade():
                rows = op.get_bind().execute(sa.text("SELECT id FROM orders WHERE id < 3")).fetchall()

    Instead:
        Write it in SQL:

            # setting: offline = true
            # a1b2c3d4e5f6_change.py
            revision = "a1b2c3d4e5f6"
            down_revision = None

            from alembic import op

            def upgrade():
                op.execute("UPDATE orders SET day = NULL WHERE id < 3")
    """
    if not scope.settings.offline:
        return
    for change in scope.view.upgrade:
        around = change.origin.operation.around
        if around.online:
            continue
        why = _needs(scope, change)
        if why:
            yield scope.problem(
                f"{why}: offline mode has no connection",
                change.origin.location,
                help="write it in SQL only, or put it under `if not context.is_offline_mode():`",
            )
            return


def _needs(scope: RevisionScope, change: Change) -> str:
    operation = change.origin.operation
    if isinstance(change, Select) and operation.bind:
        return "the result of a query is read"
    if isinstance(change, Orm):
        return "a session is used here"
    if operation.around.asked or (isinstance(change, AskDatabase) and change.name == "asked"):
        return "the database is inspected"
    if isinstance(change, BatchTable) and "sqlite" in scope.settings.dialects and "copy_from" not in change.keywords:
        return "batch mode inspects the table"
    return ""

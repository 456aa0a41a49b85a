"""ML399: transactions that a revision ends."""

from __future__ import annotations

import re
from collections.abc import Iterator

from migralint.changes.values.connection import Transaction
from migralint.findings.operation_context import Step
from migralint.findings.problem import Problem


def commit_in_migration(step: Step) -> Iterator[Problem]:
    """A revision ends Alembic's transaction.

    Why:
        Earlier changes are committed, but the stamp is not written yet. If something fails afterwards, the next attempt
        starts on a partly changed schema.

    Example:
            # a1b2c3d4e5f6_change.py
            revision = "a1b2c3d4e5f6"
            down_revision = None

            from alembic import op

            def upgrade():
                op.execute("COMMIT")

    Instead:
        Use an autocommit block:

            # a1b2c3d4e5f6_change.py
            revision = "a1b2c3d4e5f6"
            down_revision = None

            from alembic import op

            def upgrade():
                with op.get_context().autocommit_block():
                    op.execute("VACUUM")
    """
    change: Transaction = step.change
    if change.word == "SAVEPOINT" or step.in_autocommit:
        return
    operation = change.origin.operation
    if change.origin.form != "sql" and not _CONNECTION.search(operation.around.executed):
        return  # a session only ends its own work
    shown = change.word if change.origin.form == "sql" else f"{operation.around.executed}()"
    yield step.problem(
        f"{shown} ends the transaction of the upgrade: earlier changes are committed, but the stamp is not",
        help="with op.get_context().autocommit_block(): for what must run outside of a transaction",
    )


_CONNECTION = re.compile(r"(?:\b(?:bind|conn|connection|cnx)|get_bind\(\))\.(?:commit|rollback)$")

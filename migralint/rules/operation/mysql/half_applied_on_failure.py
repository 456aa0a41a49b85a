"""ML358: revisions of several statements that each commit."""

from __future__ import annotations

from collections.abc import Iterator

from migralint.changes.values.columns import AddColumn, AlterColumn, DropColumn
from migralint.changes.values.constraints import AddConstraint, DropConstraint
from migralint.changes.values.indexes import CreateIndex, DropIndex
from migralint.changes.values.tables import CreateTable, DropTable, RenameTable
from migralint.findings.operation_context import RevisionScope
from migralint.findings.problem import Problem


def half_applied_on_failure(scope: RevisionScope) -> Iterator[Problem]:
    """A revision makes several changes, each of which MySQL commits by itself.

    Why:
        MySQL and MariaDB have no transactions for schema changes. If the second change fails, the first one stays, the
        stamp is still the old one, and the next attempt fails on existing objects. Off by default.

    Example:
            # dialect: mysql
            # a1b2c3d4e5f6_change.py
            revision = "a1b2c3d4e5f6"
            down_revision = None

            from alembic import op

            def upgrade():
                op.create_index("ix_a", "orders", ["a"])
                op.create_index("ix_b", "orders", ["b"])

    Instead:
        Write one change per revision:

            # dialect: mysql
            # a1b2c3d4e5f6_change.py
            revision = "a1b2c3d4e5f6"
            down_revision = None

            from alembic import op

            def upgrade():
                op.create_index("ix_a", "orders", ["a"])
    """
    changes = [one for one in scope.view.upgrade if isinstance(one, _SCHEMA)]
    calls = {(one.origin.location, one.origin.number): one for one in changes}
    if len(calls) > 1:
        second = [*calls.values()][1]
        yield scope.problem(
            f"{len(calls)} schema changes, each committed separately: a failure leaves the revision partly applied",
            second.origin.location,
            help="write one change per revision",
        )


_SCHEMA = (
    AddColumn,
    AddConstraint,
    AlterColumn,
    CreateIndex,
    CreateTable,
    DropColumn,
    DropConstraint,
    DropIndex,
    DropTable,
    RenameTable,
)

"""ML379: downgrades that leave something behind."""

from __future__ import annotations

from collections.abc import Iterator

from migralint.changes.balance import balance_of
from migralint.changes.change import Change, Unread
from migralint.changes.state.apply import is_conditional
from migralint.changes.values.connection import AskDatabase
from migralint.changes.values.data import ChangeData, Orm, Select
from migralint.changes.values.tables import DropAll
from migralint.findings.operation_context import RevisionScope
from migralint.findings.problem import Problem


def downgrade_leaves_objects(scope: RevisionScope) -> Iterator[Problem]:
    """downgrade() leaves objects of upgrade(), does not restore what it dropped, or drops something else.

    Why:
        After the downgrade, the table or column still exists: the next upgrade fails with "already exists".

    Example:
            # a1b2c3d4e5f6_change.py
            revision = "a1b2c3d4e5f6"
            down_revision = None

            from alembic import op
            import sqlalchemy as sa

            def upgrade():
                op.add_column("orders", sa.Column("a", sa.Text()))
                op.add_column("orders", sa.Column("b", sa.Text()))

            def downgrade():
                op.drop_column("orders", "a")

    Instead:
        Undo everything, in reverse order:

            # a1b2c3d4e5f6_change.py
            revision = "a1b2c3d4e5f6"
            down_revision = None

            from alembic import op
            import sqlalchemy as sa

            def upgrade():
                op.add_column("orders", sa.Column("a", sa.Text()))
                op.add_column("orders", sa.Column("b", sa.Text()))

            def downgrade():
                op.drop_column("orders", "b")
                op.drop_column("orders", "a")
    """
    functions = scope.view.file.functions or {}
    downgrade = functions.get("downgrade")
    if downgrade is None or downgrade.empty or downgrade.raises:
        return
    if not scope.view.downgrade or any(map(_is_unknown, (*scope.view.upgrade, *scope.view.downgrade))):
        return
    balance = balance_of(scope.view.upgrade, scope.view.downgrade)
    if balance is None:
        return
    left, missing, gone = balance.left(), balance.missing(), balance.gone()
    if left:
        yield scope.problem(
            f"downgrade() leaves {', '.join(left)}, which upgrade() created",
            downgrade.location,
            help=f"drop it in downgrade(): {balance.fix(left[0])}",
        )
    elif missing:
        yield scope.problem(
            f"downgrade() does not restore {', '.join(missing)}, which upgrade() drops",
            downgrade.location,
            help='create it again in downgrade(), or declare the revision irreversible: raise NotImplementedError("…")',
        )
    elif gone:
        yield scope.problem(
            f"downgrade() drops {', '.join(gone)}, which upgrade() did not create",
            downgrade.location,
            help="downgrade() should only reverse what upgrade() did",
        )


def _is_unknown(change: Change) -> bool:
    if isinstance(change, Unread | Orm | DropAll) or is_conditional(change):
        return True
    around = change.origin.operation.around
    guarded = around.only is not None or bool(around.without) or bool(change.origin.operation.conditions)
    return guarded and not isinstance(change, AskDatabase | ChangeData | Select)

"""ML378: downgrades that do nothing."""

from __future__ import annotations

from collections.abc import Iterator

from migralint.changes.values.connection import AskDatabase
from migralint.changes.values.data import Select
from migralint.findings.operation_context import RevisionScope
from migralint.findings.problem import Problem


def empty_downgrade(scope: RevisionScope) -> Iterator[Problem]:
    """downgrade() does nothing, though upgrade() does something.

    Why:
        `alembic downgrade` succeeds and the stamp says that the change is gone. It is not: the next upgrade fails on
        what is there already.

    Example:
            # a1b2c3d4e5f6_change.py
            revision = "a1b2c3d4e5f6"
            down_revision = None

            from alembic import op

            def upgrade():
                op.create_index("ix_a", "orders", ["a"])

            def downgrade():
                pass

    Instead:
        Take it back, or say why not:

            # a1b2c3d4e5f6_change.py
            revision = "a1b2c3d4e5f6"
            down_revision = None

            from alembic import op

            def upgrade():
                op.create_index("ix_a", "orders", ["a"])

            def downgrade():
                op.drop_index("ix_a", "orders")
    """
    functions = scope.view.file.functions or {}
    downgrade, upgrade = functions.get("downgrade"), functions.get("upgrade")
    if not scope.settings.downgrades or downgrade is None or upgrade is None or upgrade.empty:
        return
    if not downgrade.empty or downgrade.raises or downgrade.explained or not _works(scope):
        return
    yield scope.problem(
        "downgrade() does nothing, though upgrade() does something",
        downgrade.location,
        help='take the change back, or raise NotImplementedError("…"), or say in a comment why nothing is to be done',
    )


def _works(scope: RevisionScope) -> bool:
    return any(not isinstance(one, AskDatabase | Select) for one in scope.view.upgrade)

"""ML377: revisions without downgrade()."""

from __future__ import annotations

from collections.abc import Iterator

from migralint.findings.operation_context import RevisionScope
from migralint.findings.problem import Problem


def no_downgrade(scope: RevisionScope) -> Iterator[Problem]:
    """A revision has no downgrade().

    Why:
        `alembic downgrade` fails with an AttributeError, and it is not clear whether that was intended.

    Example:
            # a1b2c3d4e5f6_change.py
            revision = "a1b2c3d4e5f6"
            down_revision = None

            from alembic import op

            def upgrade():
                op.drop_index("ix_a", "orders")

    Instead:
        Declare the revision irreversible:

            # a1b2c3d4e5f6_change.py
            revision = "a1b2c3d4e5f6"
            down_revision = None

            from alembic import op

            def upgrade():
                op.drop_index("ix_a", "orders")

            def downgrade():
                raise NotImplementedError("the index was of no use")

    Note:
        If at least nine revisions in ten, and at least five, have no `downgrade()`, this is the practice of the
        project, and there is no finding.
    """
    view = scope.view
    functions = view.file.functions
    if not scope.settings.downgrades or functions is None or "downgrade" in functions or "upgrade" not in functions:
        return
    if scope.subject.goes_without_downgrades:
        return
    if functions["upgrade"].empty or len(view.revision.down_revision) > 1:
        return
    yield scope.problem(
        "there is no downgrade()",
        functions["upgrade"].location,
        help='write one, or declare the revision irreversible: raise NotImplementedError("…"); the setting '
        "downgrades = false does so for all revisions",
    )

"""ML210: a merge that also changes the schema."""

from __future__ import annotations

from collections.abc import Iterator

from migralint.findings.history_context import HistoryContext
from migralint.findings.problem import Problem
from migralint.history.file import RevisionFile
from migralint.history.operation import OPAQUE
from migralint.rules.wording import listed, related, titled

_CHANGES_NOTHING = frozenset({"get_bind", "get_context", "f", "inline_literal", OPAQUE})


def merge_with_operations(file: RevisionFile, subject: HistoryContext) -> Iterator[Problem]:
    """A merge revision with its own operations.

    Why:
        Readers expect a merge to only join two lines. Operations in it are overlooked in review, and a downgrade of
        only the merge undoes them without the revisions to which they belong.

    Example:
            # a1b2c3d4e5f6_one.py
            revision = "a1b2c3d4e5f6"
            down_revision = None

            # b2c3d4e5f6a1_other.py
            revision = "b2c3d4e5f6a1"
            down_revision = None

            # c3d4e5f6a1b2_merge.py
            revision = "c3d4e5f6a1b2"
            down_revision = ("a1b2c3d4e5f6", "b2c3d4e5f6a1")

            from alembic import op

            def upgrade():
                op.drop_table("users")

    Instead:
        Keep the merge empty, and put the operations into a revision after it:

            # a1b2c3d4e5f6_one.py
            revision = "a1b2c3d4e5f6"
            down_revision = None

            # b2c3d4e5f6a1_other.py
            revision = "b2c3d4e5f6a1"
            down_revision = None

            # c3d4e5f6a1b2_merge.py
            revision = "c3d4e5f6a1b2"
            down_revision = ("a1b2c3d4e5f6", "b2c3d4e5f6a1")

            def upgrade():
                pass
    """
    revision = file.as_revision
    if revision is None or len(revision.down_revision) < 2:
        return
    working = [
        operation
        for operation in file.operations
        if operation.function == "upgrade" and operation.name not in _CHANGES_NOTHING
    ]
    if not working:
        return
    names = list(dict.fromkeys(f"op.{operation.name}" for operation in working))
    yield Problem(
        f"the merge {titled(revision)} also runs {listed(names)}",
        location=working[0].location,
        revisions=(revision.id,),
        related=related(revision.down_revision_at, f"it merges {listed(list(revision.down_revision))}"),
        help="move the operations into a separate revision after the merge",
    )

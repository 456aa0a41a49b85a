"""ML209: a revision that does nothing."""

from __future__ import annotations

from collections.abc import Iterator

from migralint.findings.problem import Problem
from migralint.findings.subject import Subject
from migralint.history.file import RevisionFile
from migralint.rules.wording import titled


def empty_upgrade(file: RevisionFile, subject: Subject) -> Iterator[Problem]:
    """An `upgrade()` that does nothing, in a revision that joins nothing either.

    Why:
        Autogenerate found no difference (often because the models were not imported), or the operations were taken
        out. Either way every environment carries an id that says nothing.

    Example:
            # b2c3d4e5f6a1_add_users.py
            revision = "b2c3d4e5f6a1"
            down_revision = None

            def upgrade():
                pass

    Instead:
            # b2c3d4e5f6a1_add_users.py
            revision = "b2c3d4e5f6a1"
            down_revision = None

            def upgrade():
                op.create_table("users")

    Note:
        A merge, a revision with `depends_on` and one that starts a labelled branch are meant to be empty.
    """
    revision = file.as_revision
    if revision is None or "upgrade" not in file.empty_functions or file.functions is None:
        return
    if len(revision.down_revision) > 1 or revision.depends_on or revision.branch_labels:
        return
    yield Problem(
        f"upgrade() of {titled(revision)} does nothing",
        location=file.functions["upgrade"].location,
        revisions=(revision.id,),
        help="remove the revision before it is published, or say in the docstring why it is empty",
    )

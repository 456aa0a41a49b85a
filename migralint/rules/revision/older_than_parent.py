"""ML212: a revision dated before its parent."""

from __future__ import annotations

from collections.abc import Iterator

from migralint.findings.history_context import HistoryContext
from migralint.findings.problem import Problem
from migralint.history.file import RevisionFile
from migralint.rules.wording import related, titled
from migralint.source.location import Location


def older_than_parent(file: RevisionFile, subject: HistoryContext) -> Iterator[Problem]:
    """A revision whose Create Date lies before its parent's.

    Why:
        It was written first and later moved on top of the other one by hand. Usually a branch was rebased, which is
        fine; but a database that ran it before the move now lacks the parent.

    Example:
            # a1b2c3d4e5f6_start.py
            \"\"\"start

            Create Date: 2024-03-01 12:00:00
            \"\"\"
            revision = "a1b2c3d4e5f6"
            down_revision = None

            # b2c3d4e5f6a1_add_users.py
            \"\"\"add users

            Create Date: 2024-01-17 12:00:00
            \"\"\"
            revision = "b2c3d4e5f6a1"
            down_revision = "a1b2c3d4e5f6"

    Instead:
        If a revision gets another parent before it is published, also give it a new date:

            # a1b2c3d4e5f6_start.py
            \"\"\"start

            Create Date: 2024-03-01 12:00:00
            \"\"\"
            revision = "a1b2c3d4e5f6"
            down_revision = None

            # b2c3d4e5f6a1_add_users.py
            \"\"\"add users

            Create Date: 2024-03-02 12:00:00
            \"\"\"
            revision = "b2c3d4e5f6a1"
            down_revision = "a1b2c3d4e5f6"
    """
    revision = file.as_revision
    if revision is None or revision.create_date is None:
        return
    for parent in (subject.history.revisions.get(name) for name in revision.down_revision):
        if parent is None or parent.create_date is None:
            continue
        if revision.create_date < parent.create_date:
            yield Problem(
                f"{titled(revision)} was created on {revision.create_date:%Y-%m-%d %H:%M}, before its parent "
                f"{parent.id} ({parent.create_date:%Y-%m-%d %H:%M})",
                location=file.docstring.create_date_at or Location(file.path),
                revisions=(revision.id, parent.id),
                related=related(parent.id_at, titled(parent)),
                help=f"make sure that no database ran {revision.id} before {parent.id} became its parent",
            )

"""ML209: a revision that does nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator

from migralint.findings.history_context import HistoryContext
from migralint.findings.problem import Problem
from migralint.history.file import RevisionFile
from migralint.rules.wording import titled

_EXPLAINED = re.compile(r"\b(empty|no[- ]?op|nothing|placeholder|dummy|marker|removed|superseded)\b", re.IGNORECASE)
_HABIT = 3
_NO_MESSAGE = "empty message"
"""The message that Flask-Migrate writes by default."""


def empty_upgrade(file: RevisionFile, subject: HistoryContext) -> Iterator[Problem]:
    """An `upgrade()` that does nothing, in a revision that is not a merge.

    Why:
        Autogenerate found no difference (often because the models were not imported), or the operations were removed.
        In both cases, every environment has an id without a meaning.

    Example:
            # b2c3d4e5f6a1_add_users.py
            revision = "b2c3d4e5f6a1"
            down_revision = "a1b2c3d4e5f6"

            def upgrade():
                pass

    Instead:
            # b2c3d4e5f6a1_add_users.py
            revision = "b2c3d4e5f6a1"
            down_revision = "a1b2c3d4e5f6"

            def upgrade():
                op.create_table("users")

    Note:
        A merge, a base, a revision with `depends_on` and one that starts a labelled branch may be empty. So may one
        whose message says so ("empty", "no-op", "placeholder", "removed", …), and one whose `downgrade()` does
        something. A revision that others build on is not reported: it can no longer be removed. If one revision in ten
        is empty, for example a marker for each release, this is the practice of the project and not an accident.
    """
    revision = file.as_revision
    if revision is None or "upgrade" not in file.empty_functions or file.functions is None:
        return
    if len(revision.down_revision) != 1 or revision.depends_on or revision.branch_labels:
        return
    if not subject.is_new(revision):
        return  # published: it must be kept
    downgrade = file.functions.get("downgrade")
    if downgrade is not None and not downgrade.empty and not downgrade.raises:
        return
    if _is_habit(subject):
        return
    if revision.message != _NO_MESSAGE and _EXPLAINED.search(revision.message):
        return
    yield Problem(
        f"upgrade() of {titled(revision)} does nothing",
        location=file.functions["upgrade"].location,
        revisions=(revision.id,),
        help="remove the revision before it is published, or mention in its message that it is empty",
    )


def _is_habit(subject: HistoryContext) -> bool:
    """Whether the project has empty revisions on purpose: of those with children at least one in ten, and at least
    three."""
    published = [file for file in subject.files if file.as_revision and not subject.is_new(file.as_revision)]
    empty = sum(_joins_nothing(file) for file in published)
    return empty >= _HABIT and empty * 10 >= len(published)


def _joins_nothing(file: RevisionFile) -> bool:
    revision = file.as_revision
    return revision is not None and "upgrade" in file.empty_functions and len(revision.down_revision) == 1

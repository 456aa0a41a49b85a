"""ML252: a published revision whose file this branch deleted."""

from __future__ import annotations

from collections.abc import Iterator

from migralint.findings.history_context import HistoryContext
from migralint.findings.problem import Problem
from migralint.findings.published import PublishedRevision
from migralint.rules.lost_files import back_from
from migralint.rules.wording import titled
from migralint.source.location import Location


def published_revision_deleted(subject: HistoryContext) -> Iterator[Problem]:
    """A revision of the merge target whose file is missing here, not because of a prune.

    Why:
        A database stamped at that revision can no longer be upgraded: Alembic finds no revision with that id. If the
        file was in the middle of the history, the next revision loses its parent.

    Example:
        The branch deletes the newest revision of `origin/main`:

            # ---- on origin/main
            # a1b2c3d4e5f6_add_users.py
            revision = "a1b2c3d4e5f6"
            down_revision = None

            # b2c3d4e5f6a1_add_teams.py
            revision = "b2c3d4e5f6a1"
            down_revision = "a1b2c3d4e5f6"

            # ---- on this branch
            # a1b2c3d4e5f6_add_users.py
            revision = "a1b2c3d4e5f6"
            down_revision = None

    Instead:
        Keep it, and undo its changes in a new revision:

            # ---- on origin/main
            # a1b2c3d4e5f6_add_users.py
            revision = "a1b2c3d4e5f6"
            down_revision = None

            # b2c3d4e5f6a1_add_teams.py
            revision = "b2c3d4e5f6a1"
            down_revision = "a1b2c3d4e5f6"

            # ---- on this branch
            # a1b2c3d4e5f6_add_users.py
            revision = "a1b2c3d4e5f6"
            down_revision = None

            # b2c3d4e5f6a1_add_teams.py
            revision = "b2c3d4e5f6a1"
            down_revision = "a1b2c3d4e5f6"

            # c3d4e5f6a1b2_drop_teams.py
            revision = "c3d4e5f6a1b2"
            down_revision = "b2c3d4e5f6a1"

    Note:
        Needs `--against REF`. Revisions that `migralint prune` removed are in its ledger and are not reported; nor are
        those that were added to the merge target after this branch started.
    """
    published = subject.published
    for deleted in published.deleted if published is not None else ():
        if subject.may_be_hidden(deleted.revision.id):
            continue  # one of the unreadable files may be its file
        assert published is not None
        how = "is no longer loaded as this revision" if deleted.on_disk else "was deleted"
        yield Problem(
            f"{titled(deleted.revision)} is on {published.ref} but missing here: its file {deleted.path} {how}",
            location=_place(subject, deleted),
            revisions=(deleted.revision.id,),
            help=(
                f"{back_from(published.ref, deleted.path)}; to remove revisions that no environment needs, use "
                "`migralint prune`, which keeps a record"
            ),
        )


def _place(subject: HistoryContext, deleted: PublishedRevision) -> Location | None:
    """The place that shows its absence: a revision that names it as parent, otherwise its own parent."""
    history = subject.history
    for identifier, name in history.missing_parents:
        if name == deleted.revision.id:
            return history.revisions[identifier].down_revision_at
    parents = (history.revisions[one] for one in deleted.revision.down_revision if one in history)
    return next((one.id_at for one in parents if one.id_at is not None), None)

"""ML102: a down_revision that no file has."""

from __future__ import annotations

from collections.abc import Iterator

from migralint.findings.history_context import HistoryContext
from migralint.findings.problem import Problem
from migralint.rules.graph.lost_revision import Explanation, explain_lost
from migralint.rules.lost_files import bring_back
from migralint.rules.wording import titled


def missing_parent(subject: HistoryContext) -> Iterator[Problem]:
    """A `down_revision` that names no revision of the directory.

    Why:
        Alembic prints a warning and then dies with a bare `KeyError` in every command, without naming the file. The
        parent was deleted, renamed, not committed, or the id is mistyped or abbreviated.

    Example:
        There is no file with `a1b2c3d4e5f6`:

            # b2c3d4e5f6a1_add_users.py
            revision = "b2c3d4e5f6a1"
            down_revision = "a1b2c3d4e5f6"

    Instead:
        Restore the file, or name an existing revision:

            # a1b2c3d4e5f6_start.py
            revision = "a1b2c3d4e5f6"
            down_revision = None

            # b2c3d4e5f6a1_add_users.py
            revision = "b2c3d4e5f6a1"
            down_revision = "a1b2c3d4e5f6"
    """
    history = subject.history
    for identifier, parent in history.missing_parents:
        if parent in subject.ledger.pruned:
            continue  # has its own finding
        if parent and subject.may_be_hidden(parent):
            continue
        revision = history.revisions[identifier]
        places, advice = _explain(subject, identifier, parent)
        yield Problem(
            f'down_revision of {titled(revision)} names "{parent}", which no file has',
            location=revision.down_revision_at or revision.id_at,
            revisions=(identifier,),
            related=places,
            help=advice,
        )


def _explain(subject: HistoryContext, identifier: str, parent: str) -> Explanation:
    if not parent:
        return (), "write `down_revision = None` if this is a base"
    history = subject.history
    if parent == identifier:
        return (), "a revision cannot be its own parent: name the previous revision, or write None if it is a base"
    if parent in history.labels:
        carrier = history.labels[parent]
        if carrier == identifier or carrier in history.descendants([identifier]):
            return (
                (),
                f'a branch label cannot be a parent, and "{parent}" is on a later revision: name the previous revision',
            )
        return (), f'a branch label cannot be a parent: write "{carrier}", the revision that carries it, or its head'
    if (seen := explain_lost(subject, identifier, parent, "down_revision")) is not None:
        return seen
    known = bring_back(subject, parent)  # git was searched without a result
    back = f'restore the file of "{parent}" from version control'
    return (
        (),
        f"{known}; name the parent that replaced it" if known else f"{back}, or name the parent that replaced it",
    )

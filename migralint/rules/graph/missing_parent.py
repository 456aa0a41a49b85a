"""ML102: a down_revision that no file has."""

from __future__ import annotations

from collections.abc import Iterator

from migralint.findings.history_context import HistoryContext
from migralint.findings.problem import Problem, Related
from migralint.history.file import FileKind
from migralint.rules.lost import bring_back, without_parent
from migralint.rules.wording import listed, related, titled
from migralint.source.spelling import nearest


def missing_parent(subject: HistoryContext) -> Iterator[Problem]:
    """A `down_revision` that names no revision of the directory.

    Why:
        Alembic prints a warning and then dies with a bare `KeyError` in every command, without naming the file. The
        parent was deleted, renamed, not committed, or the id is mistyped or abbreviated.

    Example:
        There is no file of `a1b2c3d4e5f6`:

            # b2c3d4e5f6a1_add_users.py
            revision = "b2c3d4e5f6a1"
            down_revision = "a1b2c3d4e5f6"

    Instead:
        Bring the file back, or name a revision that exists:

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
            continue  # a finding of its own
        if parent and subject.may_be_hidden(parent):
            continue
        revision = history.revisions[identifier]
        places, advice = _explain(subject, parent)
        yield Problem(
            f'down_revision of {titled(revision)} names "{parent}", which no file has',
            location=revision.down_revision_at or revision.id_at,
            revisions=(identifier,),
            related=places,
            help=advice,
        )


def _explain(subject: HistoryContext, parent: str) -> tuple[tuple[Related, ...], str]:
    if not parent:
        return (), "write `down_revision = None` if this is a base"
    for file in subject.files:
        if file.kind is FileKind.IGNORED and parent in file.revision.values:
            place = related(file.revision.location, "here it is, but Alembic passes over this file")
            return place, "rename the file, or move it, so that Alembic loads it"
    if subject.lost_file(parent) is not None:
        return (), "; ".join(filter(None, (bring_back(subject, parent), without_parent(subject, parent))))
    history = subject.history
    if parent in history.labels:
        carrier = history.labels[parent]
        return (), f'a branch label is no parent: write "{carrier}", the revision that carries it, or its head'
    starts = [known for known in history.revisions if known.startswith(parent)]
    if starts:
        return (), f"down_revision must be a full id: write {listed([repr(known) for known in starts], 'or')}"
    near = nearest(parent, history.revisions, cutoff=0.75)
    if near:
        place = related(history.revisions[near].id_at, f"{titled(history.revisions[near])} has a similar id")
        return place, f'did you mean "{near}"? Otherwise bring the file of "{parent}" back from version control'
    known = bring_back(subject, parent)  # git was asked, and has nothing
    back = f'bring the file of "{parent}" back from version control'
    return (
        (),
        f"{known}; name the parent that took its place" if known else f"{back}, or name the parent that took its place",
    )

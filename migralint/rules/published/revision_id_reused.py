"""ML254: an id that is out in the world and means another revision here, or that was taken off one."""

from __future__ import annotations

from collections.abc import Iterator

from migralint.findings.history_context import HistoryContext
from migralint.findings.problem import Problem
from migralint.findings.published import ChangedRevision, Published, RenamedRevision, TaggedRevision
from migralint.history.ledger import Prune, PrunedRevision
from migralint.history.revision import Revision
from migralint.rules.wording import titled


def revision_id_reused(subject: HistoryContext) -> Iterator[Problem]:
    """A revision with the id of another one (pruned, on the merge target, or released), or with a changed id.

    Why:
        A database that was left behind, or was restored from an old backup, has the id of the pruned revision. Alembic
        treats it as the new one: the new revision counts as applied there and never runs, and all revisions that were
        pruned after the old one are skipped silently. Such a database cannot be distinguished from an up-to-date one.
        The same applies to a database that ran the revision with that id from another branch or an older release. An id
        that is changed in place leaves databases stamped at an id that no file has.

    Example:
        The ledger says that `a1b2c3d4e5f6` was pruned:

            # pruned: a1b2c3d4e5f6 (kept above: b2c3d4e5f6a1)
            b2c3d4e5f6a1 <- a1b2c3d4e5f6

    Instead:
        Give the new revision its own id:

            # pruned: a1b2c3d4e5f6 (kept above: b2c3d4e5f6a1)
            b2c3d4e5f6a1 <- c3d4e5f6a1b2

    Note:
        With `--against REF`, the ids of REF are compared too, and, if the manifest has `git-tags` entries, those at the
        tags. It counts as another revision if message and `upgrade` differ, and it is in its own file.
    """
    yield from _of_pruned(subject)
    published = subject.published
    said = set()
    if published is not None:
        for changed in published.changed:
            if changed.is_another:
                said.add(changed.published.revision.id)
                yield _of_target(published, changed)
        for renamed in published.renamed:
            yield _renamed(published, renamed)
    yield from (_of_tag(tagged) for tagged in subject.tagged if tagged.new.id not in said)


def _of_pruned(subject: HistoryContext) -> Iterator[Problem]:
    ledger = subject.ledger
    for revision in subject.every_revision():
        pruned = ledger.pruned.get(revision.id)
        if pruned is None:
            continue
        prune = ledger.prune_of(revision.id)
        is_back = _is_the_same(revision, pruned)
        yield Problem(
            _message(revision, pruned, prune, is_back=is_back),
            location=revision.id_at,
            revisions=(revision.id,),
            help=_RETURNED if is_back else _REUSED,
        )


_RETURNED = (
    "remove the file again: databases above the floor would run it again; for a database below the floor, use "
    "`migralint rescue`"
)
_REUSED = "give the new revision another id, and use it wherever this one is named as parent or dependency"


def _is_the_same(revision: Revision, pruned: PrunedRevision) -> bool:
    same = revision.down_revision == pruned.down_revision and revision.depends_on == pruned.depends_on
    return same and revision.message == pruned.message


def _message(revision: Revision, pruned: PrunedRevision, prune: Prune, *, is_back: bool) -> str:
    day = prune.pruned_at[:10]
    if is_back:
        return f"{titled(revision)} was pruned on {day}, but its file exists again"
    was = f" ({pruned.message})" if pruned.message else ""
    return f'the id "{revision.id}" belonged to a revision{was} that was pruned on {day}'


def _of_target(published: Published, changed: ChangedRevision) -> Problem:
    revision, theirs = changed.file.as_revision, changed.published
    assert revision is not None
    return Problem(
        f'the id "{revision.id}" belongs to another revision on {published.ref}{_called(theirs.revision.message)}, '
        f"in {theirs.path}",
        location=revision.id_at,
        revisions=(revision.id,),
        help=_REUSED,
    )


def _of_tag(tagged: TaggedRevision) -> Problem:
    return Problem(
        f'the id "{tagged.new.id}" belongs to another revision in the release {tagged.tag}{_called(tagged.message)}, '
        f"in {tagged.path}",
        location=tagged.new.id_at,
        revisions=(tagged.new.id,),
        help=_REUSED,
    )


def _renamed(published: Published, renamed: RenamedRevision) -> Problem:
    old, new = renamed.published.revision, renamed.new
    return Problem(
        f'{titled(old)}, which is on {published.ref}, was given a new id, "{new.id}"; its body is the same',
        location=new.id_at,
        revisions=(old.id, new.id),
        help=f'write `revision = "{old.id}"` again, also where it is named as parent or dependency: otherwise '
        "databases with this stamp cannot be upgraded, and run it twice if they are stamped again",
    )


def _called(message: str) -> str:
    return f" ({message})" if message else ""

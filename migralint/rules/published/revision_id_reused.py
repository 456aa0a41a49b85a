"""ML254: the id of a pruned revision on a file of today."""

from __future__ import annotations

from collections.abc import Iterator

from migralint.findings.history_context import HistoryContext
from migralint.findings.problem import Problem
from migralint.history.ledger import Prune, PrunedRevision
from migralint.history.revision import Revision
from migralint.rules.wording import titled


def revision_id_reused(subject: HistoryContext) -> Iterator[Problem]:
    """A revision that carries the id of a pruned one.

    Why:
        A database that was left behind, or is restored from an old backup, holds the id of the pruned revision. Alembic
        takes it for the new one: what the new revision does counts as done there and is never run, and all that was
        pruned after the old one is skipped without a word. Nobody can tell such a database from a healthy one.

    Example:
        The ledger says that `a1b2c3d4e5f6` was pruned:

            # pruned: a1b2c3d4e5f6 (kept above: b2c3d4e5f6a1)
            b2c3d4e5f6a1 <- a1b2c3d4e5f6

    Instead:
        Give the new revision an id of its own:

            # pruned: a1b2c3d4e5f6 (kept above: b2c3d4e5f6a1)
            b2c3d4e5f6a1 <- c3d4e5f6a1b2
    """
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
    "remove the file again: databases above the floor would run it once more; for one that was left behind there is "
    "`migralint rescue`"
)
_REUSED = "give the new revision another id, and name that wherever this one stands as parent or dependency"


def _is_the_same(revision: Revision, pruned: PrunedRevision) -> bool:
    same = revision.down_revision == pruned.down_revision and revision.depends_on == pruned.depends_on
    return same and revision.message == pruned.message


def _message(revision: Revision, pruned: PrunedRevision, prune: Prune, *, is_back: bool) -> str:
    day = prune.pruned_at[:10]
    if is_back:
        return f"{titled(revision)} was pruned on {day}, and its file is back"
    was = f" ({pruned.message})" if pruned.message else ""
    return f'the id "{revision.id}" belonged to a revision{was} that was pruned on {day}'

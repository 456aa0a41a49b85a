"""ML101: several heads in one piece of the history."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from migralint.findings.history_context import HistoryContext
from migralint.findings.problem import Problem
from migralint.history.history import History
from migralint.history.revision import Revision
from migralint.rules.wording import listed, newest, related, titled


def multiple_heads(subject: HistoryContext) -> Iterator[Problem]:
    """Several heads in one piece of the history.

    Why:
        `alembic upgrade head` and `alembic revision` refuse to choose between heads. It happens when two branches of
        development each add a revision on the same parent and both are merged. Nobody notices until the next deploy.

    Example:
        Two revisions name the same parent:

            a <- b, a <- c

    Instead:
        Merge the heads (`alembic merge`), or let the newer revision follow the older one, which `migralint rebase` does
        in a git repository, if no database has run it yet:

            a <- b, b <- c

    Note:
        Lines with branch labels of their own are meant to have a head each: of the heads of a piece, all but one may
        carry a label that no other head of the piece carries. The setting `heads = N` allows N heads per piece.
    """
    if subject.unplaced:
        return  # any of these files may join the heads
    history = subject.history
    lost_parents = {
        parent for same_id in history.duplicates.values() for revision in same_id for parent in revision.down_revision
    }
    piece_of = {revision: number for number, piece in enumerate(history.pieces()) for revision in piece}
    heads_of: dict[int, list[str]] = {}
    for head in history.heads():
        if head not in lost_parents:
            heads_of.setdefault(piece_of[head], []).append(head)
    for heads in heads_of.values():
        unlabelled = _without_own_label(history, heads)
        if len(unlabelled) > subject.allowed_heads:
            yield _problem(history, [history.revisions[head] for head in unlabelled], under_git=subject.under_git)


def _without_own_label(history: History, heads: Sequence[str]) -> list[str]:
    labels = {head: history.branch_labels(head) for head in heads}
    carriers: dict[str, int] = {}
    for carried in labels.values():
        for label in carried:
            carriers[label] = carriers.get(label, 0) + 1
    return [head for head in heads if all(carriers[label] > 1 for label in labels[head])]


def _problem(history: History, heads: Sequence[Revision], *, under_git: bool) -> Problem:
    last = newest(heads)
    others = [head for head in heads if head is not last]
    ids = [head.id for head in heads]
    follow = ""
    if under_git:
        follow = ", or let `migralint rebase` put this branch's own revisions on top, if no database has run them yet"
    elif len(others) == 1 and history.children(others[0].id) == ():
        follow = f', or set down_revision of {last.id} to "{others[0].id}" if no database has run it yet'
    return Problem(
        f"{len(heads)} heads in one history: {listed(ids)}; `alembic upgrade head` refuses to choose",
        location=last.down_revision_at or last.id_at,
        revisions=tuple(ids),
        related=tuple(place for head in others for place in related(head.id_at, f"{titled(head)} is a head as well")),
        help=f'run `alembic merge -m "merge heads" {" ".join(ids)}`{follow}',
    )

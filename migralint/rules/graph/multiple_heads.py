"""ML101: several heads in one piece of the history."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from migralint.findings.history_context import HistoryContext
from migralint.findings.problem import Problem
from migralint.history.revision import Revision
from migralint.rules.competing_heads import competing_heads
from migralint.rules.wording import listed, newest, onto, related, titled


def multiple_heads(subject: HistoryContext) -> Iterator[Problem]:
    """Several heads in one piece of the history.

    Why:
        `alembic upgrade head` and `alembic revision` refuse to choose between heads. It happens when two branches of
        development each add a revision on the same parent and both are merged. It is only noticed at the next
        deployment.

    Example:
        Two revisions name the same parent:

            a <- b, a <- c

    Instead:
        Merge the heads (`alembic merge`), or let the newer revision follow the older one, which `migralint rebase` does
        in a git repository, if no database has run it yet:

            a <- b, b <- c

    Note:
        Branches with their own branch labels may have one head each: of the heads of a piece, all but one may carry a
        label that no other head of the piece carries. The setting `heads = N` allows N heads per piece.
    """
    for heads in competing_heads(subject):
        yield _problem(subject, [subject.history.revisions[head] for head in heads])


def _problem(subject: HistoryContext, heads: Sequence[Revision]) -> Problem:
    last = newest(heads)
    others = [head for head in heads if head is not last]
    ids = [head.id for head in heads]
    return Problem(
        f"{len(heads)} heads in one history: {listed(ids)}; `alembic upgrade head` refuses to choose",
        location=last.down_revision_at or last.id_at,
        revisions=tuple(ids),
        related=tuple(place for head in others for place in related(head.id_at, f"{titled(head)} is also a head")),
        help=_advice(subject, heads, others),
    )


def _advice(subject: HistoryContext, heads: Sequence[Revision], others: Sequence[Revision]) -> str:
    if subject.merged_with and any(subject.is_new(head) for head in heads):
        return onto(subject.merged_with)
    published = subject.published
    if (
        published is not None
        and not published.heads.isdisjoint(head.id for head in heads)
        and any(map(subject.is_new, heads))
    ):
        return f"{onto(published.ref, merged=True)}: it moves the revisions of this branch on top"
    (last,) = (head for head in heads if head not in others)
    if subject.under_git:
        ids = " ".join(head.id for head in heads)
        return (
            f'run `alembic merge -m "merge heads" {ids}`, or, if no database has '
            "run them yet, move this branch's own revisions on top with `migralint rebase`"
        )
    follow = (
        f', or set down_revision of {last.id} to "{others[0].id}" if no database has run it yet'
        if len(others) == 1 and subject.history.children(others[0].id) == ()
        else ""
    )
    return f'run `alembic merge -m "merge heads" {" ".join(head.id for head in heads)}`{follow}'

"""ML255: a new revision that is not above the head of the merge target."""

from __future__ import annotations

from collections.abc import Iterator

from migralint.findings.history_context import HistoryContext
from migralint.findings.problem import Problem
from migralint.findings.published import Published
from migralint.history.history import History
from migralint.rules.competing_heads import competing_heads, without_own_label
from migralint.rules.wording import listed, onto, related, titled


def behind_merge_target(subject: HistoryContext) -> Iterator[Problem]:
    """A new revision that will not be above the head of the merge target.

    Why:
        Another revision was merged first. After the merge there are two heads, and `alembic upgrade head` refuses to
        choose: each branch passed its checks, but the deployment of both together fails.

    Example:
        `b2c3d4e5f6a1` was added to `origin/main` after the branch started:

            # ---- where the branch began
            # a1b2c3d4e5f6_add_users.py
            revision = "a1b2c3d4e5f6"
            down_revision = None

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

            # c3d4e5f6a1b2_add_roles.py
            revision = "c3d4e5f6a1b2"
            down_revision = "a1b2c3d4e5f6"

    Instead:
        Merge `origin/main` into the branch and let the new revision follow its head; `migralint rebase --onto
        origin/main` does this:

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

            # c3d4e5f6a1b2_add_roles.py
            revision = "c3d4e5f6a1b2"
            down_revision = "b2c3d4e5f6a1"

    Note:
        Needs `--against REF`. Only the heads after the merge count: a merge revision of the branch that includes the
        head is accepted, and so are lines with their own branch labels, and as many heads as the setting `heads`
        allows.
    """
    published = subject.published
    if published is None:
        return
    after = subject.merged or subject
    history = after.history
    for heads in competing_heads(after):
        theirs = [head for head in heads if head in published.heads]
        for head in (one for one in heads if one in published.new):
            if theirs and published.heads.isdisjoint(history.ancestors([head], with_dependencies=False)):
                yield _problem(subject, published, history, _first_new(published, history, head), theirs)
    if not after.unplaced and published.revisions.keys().isdisjoint(subject.history.revisions):
        yield from _unconnected(subject, published, history)


def _unconnected(subject: HistoryContext, published: Published, history: History) -> Iterator[Problem]:
    """Lines that start with a base of their own, if the branch contains no revision of the target."""
    theirs = [head for head in history.heads() if head in published.heads]
    mine = [head for head in history.heads() if head in subject.history]
    for head in without_own_label(history, mine) if theirs else ():
        if published.revisions.keys().isdisjoint(history.ancestors([head], with_dependencies=False)):
            yield _problem(subject, published, history, _first_new(published, history, head), theirs)


def _first_new(published: Published, history: History, head: str) -> str:
    """The first revision of the branch that has to be moved: none of its ancestors is new."""
    line = {head, *history.ancestors([head], with_dependencies=False)} & published.new
    return next((one for one in history.revisions if one in line and line.isdisjoint(history.parents(one))), head)


def _problem(subject: HistoryContext, published: Published, history: History, first: str, theirs: list[str]) -> Problem:
    revision = subject.history.revisions.get(first, history.revisions[first])
    heads = [titled(history.revisions[head]) for head in theirs]
    here = [subject.history.revisions[head] for head in theirs if head in subject.history]
    return Problem(
        f"{titled(revision)} is not above {listed(heads)}, the {'head' if len(heads) == 1 else 'heads'} of "
        f"{published.ref}",
        location=revision.down_revision_at or revision.id_at,
        revisions=(first, *theirs),
        related=tuple(place for one in here for place in related(one.id_at, f"{titled(one)} is the head there")),
        help=f"{onto(published.ref, merged=subject.merged is None)}: it moves the revisions of this branch on top",
    )

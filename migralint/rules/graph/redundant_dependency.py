"""ML110: a depends_on that the parents already imply."""

from __future__ import annotations

from collections.abc import Iterator

from migralint.findings.history_context import HistoryContext
from migralint.findings.problem import Problem
from migralint.history.history import History
from migralint.history.revision import Revision
from migralint.rules.reachability import Reachability
from migralint.rules.wording import related, titled


def redundant_dependency(subject: HistoryContext) -> Iterator[Problem]:
    """A `depends_on` that names an ancestor of the revision.

    Why:
        It has no effect on the order, but readers assume that it has one, and it ties the revision to another one that
        could otherwise be moved or pruned.

    Example:
        `c` depends on `a`, which its parent `b` already follows:

            a <- b; b <- c; c depends a

    Instead:
        The parent is sufficient:

            a <- b; b <- c
    """
    history = subject.history
    depending = [r for r in history.revisions.values() if r.depends_on]
    if not depending:
        return
    reach = Reachability(history)
    for revision in depending:
        yield from _of_one(history, reach, revision)


def _of_one(history: History, reach: Reachability, revision: Revision) -> Iterator[Problem]:
    parents = history.parents(revision.id)
    named = tuple(dict.fromkeys((*parents, *history.dependencies(revision.id))))
    before = set(reach.before_others(named))
    for written in revision.depends_on:
        dependency = history.resolve(written)
        if dependency is None or dependency == revision.id or not (dependency in parents or dependency in before):
            continue
        others = [d for d in history.dependencies(revision.id) if d != dependency]
        through = dependency if dependency in parents else reach.comes_before(dependency, (*parents, *others))
        if through is None:
            continue
        because = "is its parent" if through == dependency else f"already comes before {through}"
        yield Problem(
            f'{titled(revision)} depends on "{written}", which {because}',
            location=revision.depends_on_at or revision.id_at,
            revisions=(revision.id, dependency),
            related=related(history.revisions[dependency].id_at, titled(history.revisions[dependency])),
            help=f'remove "{written}" from depends_on of {revision.id}',
        )

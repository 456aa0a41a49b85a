"""Where branches left the history of HEAD: best common ancestors of many tips, in two walks."""

from __future__ import annotations

from collections.abc import Iterable

from migralint.loading.git.repository import Repository


def forks(repository: Repository, tips: Iterable[str]) -> dict[str, str]:
    """The commit of HEAD's history where each tip branched off; tips that HEAD contains or that share no history are
    missing.

    If there are several common ancestors, the one nearest to HEAD: no other of them comes after it.
    """
    tips = list(dict.fromkeys(tips))
    head = repository.head()
    if head is None or not tips:
        return {}
    unmerged = repository.parents(tips, without=head)
    if not unmerged:
        return {}
    order = {commit: index for index, commit in enumerate(repository.parents([head]))}
    nearest: dict[str, int] = {}
    for commit, parents in unmerged.items():
        reached = [order[one] if one in order else nearest.get(one, -1) for one in parents]
        nearest[commit] = max(reached, default=-1)
    commits = list(order)
    return {tip: commits[nearest[tip]] for tip in tips if nearest.get(tip, -1) >= 0}

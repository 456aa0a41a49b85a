"""Blockers caused by a particular cut, from the graph and the paths alone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from pathlib import PurePath

from migralint.findings.finding import Finding
from migralint.findings.problem import Problem, Related
from migralint.history.history import History
from migralint.pruning.planning.blockers import Blocker
from migralint.pruning.planning.rewrites import Rewrite

SHORTEST_RESOLVED = 4
"""Alembic reads an unknown row as an abbreviation of ids and labels if it has at least this length."""


def abbreviated_ids(history: History, removed: AbstractSet[str]) -> Iterator[Finding]:
    """Removed ids that are the beginning of a kept id or label.

    An unlisted database stamped at such an id would from then on count as stamped at the other revision, and `alembic
    upgrade` would skip that one silently (`RevisionMap._revision_for_ident`).
    """
    owners = {**history.labels, **{node: node for node in history.revisions}}
    starting: list[str] = []
    # In sorted order everything that starts with an id follows it directly.
    for name in sorted(owners):
        while starting and not name.startswith(starting[-1]):
            starting.pop()
        if name in removed:
            starting.append(name)
        elif len(name) >= SHORTEST_RESOLVED:
            for short in starting:
                yield _abbreviation(history, short, name, owners[name])


def _abbreviation(history: History, short: str, name: str, owner: str) -> Finding:
    at = history.revisions[owner].id_at
    what = f"revision {name}" if name == owner else f"the label {name} of {owner}"
    return Blocker.ABBREVIATED_ID.finding(
        Problem(
            f"{short} would be removed, and Alembic would then treat a database stamped at it as stamped at {what}",
            location=history.revisions[short].id_at,
            revisions=(short, owner),
            related=(Related(at, f"{name} begins with {short}"),) if at else (),
            help=f"keep it with --until {short}",
        )
    )


def outside_repository(
    history: History, removed: AbstractSet[str], rewrites: Sequence[Rewrite], outside: Sequence[str]
) -> Iterator[Finding]:
    """Removed or rewritten files in version locations that do not belong to the project (`outside`, absolute)."""

    def is_outside(path: str | None) -> bool:
        return path is not None and any(PurePath(path).is_relative_to(folder) for folder in outside)

    if not outside:
        return
    for node in history.revisions:
        revision = history.revisions[node]
        if node in removed and is_outside(revision.path):
            yield Blocker.OUTSIDE_REPOSITORY.finding(
                Problem(
                    f"{node} would be removed, but its file does not belong to this repository",
                    location=revision.id_at,
                    revisions=(node,),
                    help="prune its repository first, or keep it with --until",
                )
            )
    for rewrite in rewrites:
        revision = rewrite.before
        if is_outside(revision.path):
            named = (*history.parents(revision.id), *history.dependencies(revision.id))
            dropped = sorted(name for name in named if name in removed)
            yield Blocker.OUTSIDE_REPOSITORY.finding(
                Problem(
                    f"{revision.id} does not belong to this repository and names {', '.join(dropped)}, which would be "
                    "removed",
                    location=revision.down_revision_at or revision.id_at,
                    revisions=(revision.id, *dropped),
                    help=f"keep its dependencies with --until {dropped[0]}" if dropped else "",
                )
            )

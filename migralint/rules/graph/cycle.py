"""ML104: revisions that are their own ancestors."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from migralint.findings.history_context import HistoryContext
from migralint.findings.problem import Problem
from migralint.history.history import History
from migralint.history.revision import Revision
from migralint.rules.wording import related
from migralint.source.location import Location

_LONGEST_SHOWN = 12


def cycle(subject: HistoryContext) -> Iterator[Problem]:
    """Revisions that are their own ancestors, by `down_revision` or `depends_on`.

    Why:
        No order can satisfy them. Alembic refuses most cycles, but it does not see a cycle between a base and a head:
        `heads`, `history` and `upgrade` succeed, with a wrong order.

    Example:
        `b` and `c` each wait for the other, between the base `a` and the head `d`:

            a <- b; b <- c; c <- b; c <- d

    Instead:
        Let each revision follow an older one:

            a <- b; b <- c; c <- d
    """
    for members in subject.history.cycles():
        yield _problem(subject.history, members)


def _problem(history: History, members: Sequence[str]) -> Problem:
    revisions = [history.revisions[member] for member in members]
    steps = [
        (revision, *_edge(history, revision, members, following))
        for revision, following in zip(revisions, [*members[1:], members[0]], strict=True)
    ]
    first = steps[0]
    if len(members) == 1:
        message = f"{members[0]} names itself in {first[1]}"
    elif len(members) <= _LONGEST_SHOWN:
        message = f"a cycle: {' -> '.join([*members, members[0]])}"
    else:
        message = f"a cycle of {len(members)} revisions: {' -> '.join([*members[:_LONGEST_SHOWN], '…'])}"
    return Problem(
        message,
        location=first[2],
        revisions=tuple(members),
        related=tuple(
            place
            for revision, name, at in steps[1:]
            for place in related(at, f"{name} of {revision.id} also closes it")
        ),
        help="remove one of these names from its down_revision or depends_on: the one that was added last",
    )


def _edge(history: History, revision: Revision, members: Sequence[str], following: str) -> tuple[str, Location | None]:
    """The header name with the edge to the next revision of the cycle, otherwise with an edge to any of its
    revisions."""
    parents = history.parents(revision.id)
    by_parent = following in parents or (
        following not in history.dependencies(revision.id) and any(member in parents for member in members)
    )
    if by_parent:
        return "down_revision", revision.down_revision_at or revision.id_at
    return "depends_on", revision.depends_on_at or revision.id_at

"""What a development database must do if it ran this branch's revisions in their old order; pure."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec import Struct

from migralint.pruning.rebasing.own_graph import topmost
from migralint.pruning.rebasing.plan import RebasePlan


class OldDatabase(Struct, frozen=True):
    """A database that is at an old head of this branch."""

    stamp: str
    """Its stamp, by the old id."""
    lacks: tuple[str, ...]
    """The other branch's revisions that it has not run and that Alembic would consider applied."""
    back_to: tuple[str, ...]
    """Its stamps on the other branch: its rows without this branch's revisions; empty: none."""
    up_to: tuple[str, ...]
    """The other branch's heads below the new place."""
    becomes: str | None
    """Its row after it has run the missing revisions; None: it has run only some of the preceding ones, which no row
    can express."""


def old_databases(plan: RebasePlan) -> tuple[OldDatabase, ...]:
    """One for each old head of this branch whose meaning changes; empty if every stamp keeps its meaning."""
    return tuple(_old_databases(plan))


def _old_databases(plan: RebasePlan) -> Iterator[OldDatabase]:
    graph, after = plan.graph, plan.after
    ids = {name: one.id for name, one in plan.became.items()}
    for head in graph.heads():
        run = graph.below([head])
        held = graph.held_below(run)
        kept = {ids[name] for name in run if name in ids}
        tops = topmost(after, frozenset(kept))
        now = after.ancestors_with_self(tops)
        theirs = {name for name in now if name in graph.held}
        lacks = tuple(name for name in graph.held.order if name in theirs - held)
        unchanged = not lacks and ids.get(head) == graph.written[head].id and now - theirs <= kept
        if unchanged:
            continue
        whole = len(tops) == 1 and now - theirs == kept
        yield OldDatabase(
            stamp=graph.written[head].id,
            lacks=lacks,
            back_to=topmost(graph.held, held),
            up_to=topmost(graph.held, frozenset(theirs)),
            becomes=tops[0] if whole else None,
        )

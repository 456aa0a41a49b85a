"""What `alembic upgrade` would run from given version table rows, in what order, and the rows it ends with."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Protocol

from msgspec import Struct

from migralint.history.ancestry import Ancestry
from migralint.history.revision import Revision


class Plannable(Protocol):
    """The queries of a history that planning uses."""

    @property
    def revisions(self) -> Mapping[str, Revision]:
        """Every revision by id."""

    @property
    def place(self) -> Mapping[str, int]:
        """Each revision's place in load order."""

    @property
    def effective_parents(self) -> Mapping[str, tuple[str, ...]]:
        """The edges that Alembic follows."""

    @property
    def ancestry(self) -> Ancestry:
        """All ancestor sets."""

    def row_heads(self) -> tuple[str, ...]:
        """The targets that `heads` stands for."""


class UpgradeRefused(Exception):  # noqa: N818 - it is Alembic's refusal, not an error of ours
    """Alembic would not complete this upgrade; the message tells why."""


class UpgradePlan(Struct, frozen=True):
    """One run of `alembic upgrade`."""

    steps: tuple[str, ...]
    """The revisions it runs, first to last."""
    rows: frozenset[str]
    """The rows of the version table afterwards."""


def plan_upgrade(history: Plannable, stamps: Iterable[str], targets: Iterable[str] | None) -> UpgradePlan:
    """Plan the upgrade of a database stamped with `stamps` to `targets` (full ids; None: `heads`).

    The definition is Alembic's (`RevisionMap._collect_upgrade_revisions` and `_topological_sort`, `HeadMaintainer`).
    Where Alembic's own order depends on the hash seed (a revision with several dependencies), it is the order in which
    the file names them. Raises UpgradeRefused.
    """
    rows = set(stamps)
    goals = list(history.row_heads()) if targets is None else list(dict.fromkeys(targets))
    for name in (*rows, *goals):
        if name not in history.revisions:
            raise UpgradeRefused(f"there is no revision {name!r}")
    _refuse_overlap(history, goals)
    _refuse_overlap(history, rows)
    ancestry = history.ancestry
    pending = ancestry.nodes(ancestry.with_self(goals) & ~ancestry.with_self(rows))
    steps = _newest_first(history, set(pending), goals)
    steps.reverse()
    for step in steps:
        _advance(history, rows, step)
    return UpgradePlan(tuple(steps), frozenset(rows))


def _refuse_overlap(history: Plannable, names: Collection[str]) -> None:
    if len(names) < 2:
        return
    ancestry = history.ancestry
    bits = ancestry.bits(names)
    for name in names:
        below = ancestry.strict(name) & bits
        if below:
            others = ", ".join(ancestry.nodes(below))
            raise UpgradeRefused(f"requested revision {name} overlaps with other requested revisions {others}")


def _newest_first(history: Plannable, pending: set[str], targets: Iterable[str]) -> list[str]:
    """Alembic's order, reversed: follow one line down to a revision that another unfinished line still needs.

    At each revision, Alembic tests whether it is an ancestor of another line's end. As everything between the two is
    pending too, this is true exactly as long as a follower of the revision has not been emitted, so a count is enough.
    Only if it is true, the line that comes first is searched.
    """
    parents = history.effective_parents
    place = history.place
    needed_by = dict.fromkeys(pending, 0)
    for node in pending:
        for parent in parents[node]:
            if parent in pending:
                needed_by[parent] += 1

    ends = sorted((target for target in targets if target in pending), key=place.__getitem__)
    at_end = set(ends)
    remaining = set(pending)
    emitted: list[str] = []
    current = 0
    while ends:
        node = ends[current]
        if needed_by[node]:
            current = next(index for index, end in enumerate(ends) if history.ancestry.is_ancestor(node, end))
            continue
        emitted.append(node)
        remaining.remove(node)
        at_end.remove(node)
        following = []
        for parent in parents[node]:
            if parent in remaining:
                needed_by[parent] -= 1
                if parent not in at_end:
                    following.append(parent)
        if following:
            ends[current] = following[0]
            ends += following[1:]
            at_end.update(following)
        else:
            del ends[current]
            current = max(current - 1, 0)
    return emitted


def _advance(history: Plannable, rows: set[str], step: str) -> None:
    """Change the rows as Alembic changes the version table after `step`."""
    parents = history.effective_parents[step]
    present = [parent for parent in parents if parent in rows]
    if not present:
        replaced: set[str] = set()
    elif len(present) == 1:
        replaced = {present[0]}
    else:
        replaced = set(parents)
        others = rows - replaced
        if others:
            ancestry = history.ancestry
            implied = ancestry.with_self(others) & ancestry.bits(replaced)
            replaced.difference_update(ancestry.nodes(implied))
        if not replaced or not replaced <= rows:
            raise UpgradeRefused(f"Alembic loses count of the version table's rows at the merge {step}")
    if step in rows:
        raise UpgradeRefused(f"revision {step} is stamped already")
    rows -= replaced
    rows.add(step)

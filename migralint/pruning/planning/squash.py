"""What replaces the removed revisions of each piece when they are squashed: ids and edges; pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from graphlib import CycleError, TopologicalSorter
from hashlib import sha256

from msgspec import Struct
from msgspec.structs import replace

from migralint.findings.problem import Problem
from migralint.history.history import History
from migralint.history.revision import Revision
from migralint.pruning.planning.rewrites import Rewrite


class Squash(Struct, frozen=True):
    """One generated revision and the revisions that it replaces."""

    revision: Revision
    """A base; it depends on the squashes that its members depended on, and carries their labels."""
    members: tuple[str, ...]
    """The removed revisions of one piece, ancestors first."""


class SquashPlan(Struct, frozen=True):
    """The squashes of a cut and the new headers of kept revisions, or why squashing is impossible."""

    squashes: tuple[Squash, ...]
    """Dependencies first."""
    rewrites: tuple[Rewrite, ...]
    """The kept revisions whose headers change, in load order."""
    problems: tuple[Problem, ...] = ()
    """Non-empty: squashing is impossible; the other two are empty."""


def plan_squash(history: History, removed: AbstractSet[str]) -> SquashPlan:
    """Replace the removed revisions of each piece by one.

    `removed` contains all ancestors, over both edge sets, of its members, and in each piece it consists of the strict
    ancestors of one waist, as in the default cut. Every removed id in a kept down_revision or depends_on becomes the
    squash of its piece; then squashes that another entry implies are dropped (Alembic fails on some of those).
    """
    groups = _groups(history, removed)
    ids = _ids(history, groups)
    squash_of = {member: ids[number] for number, group in enumerate(groups) for member in group}
    needs = {ids[number]: _needed(history, group, squash_of) for number, group in enumerate(groups)}
    try:
        order = list(TopologicalSorter(needs).static_order())
    except CycleError as error:
        return SquashPlan((), (), tuple(_circles(history, groups, ids, error.args[1])))
    by_id = {
        ids[number]: Squash(_revision(history, ids[number], group, order, needs), group)
        for number, group in enumerate(groups)
    }
    squashes = tuple(by_id[name] for name in order)
    return SquashPlan(squashes, tuple(_rewrites(history, removed, squash_of, squashes)))


def is_redundant(history: History) -> bool:
    """Whether a revision depends on one that is already its ancestor: only in such a history can a squash change
    upgrades."""
    return any(
        dependencies
        & (
            history.ancestors([*history.parents(name), *dependencies])
            | history.ancestors_with_self(history.parents(name))
        )
        for name in history.revisions
        if (dependencies := frozenset(history.dependencies(name)))
    )


def reordered(where: str) -> Problem:
    """The problem that an upgrade would change; `where` names the database.

    This needs a history with redundant dependencies: once these entries are merged into one squash, Alembic orders the
    remaining ones differently, or fails.
    """
    return Problem(
        f"with one revision in the place of several, `alembic upgrade heads` would not do the same {where}: parents or "
        "dependencies that are needed anyway decide the order today",
        help="remove them first (`migralint check --select ML108,ML110` lists them), or prune without --squash",
    )


def _groups(history: History, removed: AbstractSet[str]) -> list[tuple[str, ...]]:
    """The removed revisions of each piece, ancestors first; pieces in load order."""
    groups = []
    for piece in history.pieces():
        members = tuple(name for name in history.order if name in piece and name in removed)
        if members:
            groups.append(members)
    return sorted(groups, key=lambda group: min(history.place[name] for name in group))


def _ids(history: History, groups: Sequence[Sequence[str]]) -> list[str]:
    """An id per group that depends only on its members, and is neither a prefix nor an extension of another id or
    label."""
    existing = [*history.revisions, *history.labels]
    ids: list[str] = []
    for group in groups:
        salt = 0
        while True:
            name = sha256("\n".join((*sorted(group), *[""] * salt)).encode()).hexdigest()[:12]
            if not any(other.startswith(name) or name.startswith(other) for other in (*existing, *ids)):
                break
            salt += 1
        ids.append(name)
    return ids


def _needed(history: History, group: Sequence[str], squash_of: Mapping[str, str]) -> set[str]:
    own = squash_of[group[0]]
    return {squash_of[name] for member in group for name in history.dependencies(member)} - {own}


def _revision(
    history: History, name: str, group: Sequence[str], order: Sequence[str], needs: Mapping[str, set[str]]
) -> Revision:
    labels = dict.fromkeys(label for member in group for label in history.revisions[member].branch_labels)
    # A squash that is already an ancestor of another dependency is not named again.
    implied = {far for near in needs[name] for far in _closure(near, needs)}
    depends = tuple(other for other in order if other in needs[name] - implied)
    newest = max(
        (one.create_date for one in map(history.revisions.__getitem__, group) if one.create_date is not None),
        default=None,
        key=lambda date: date.isoformat(),
    )
    count = len(group)
    message = f"Squash of {count} revision{'s' if count > 1 else ''}"
    return Revision(name, (), depends, tuple(labels), message=message, create_date=newest)


def _closure(name: str, needs: Mapping[str, set[str]]) -> set[str]:
    closure: set[str] = set()
    frontier = [name]
    while frontier:
        for other in needs[frontier.pop()]:
            if other not in closure:
                closure.add(other)
                frontier.append(other)
    return closure


def _rewrites(
    history: History, removed: AbstractSet[str], squash_of: Mapping[str, str], squashes: Sequence[Squash]
) -> Iterator[Rewrite]:
    touched = {user for name in removed for user in (*history.children(name), *history.dependents(name))}
    drafts = {
        name: _renamed(history, one, squash_of)
        for name, one in history.revisions.items()
        if name in touched and name not in removed
    }
    kept = (drafts.get(name, one) for name, one in history.revisions.items() if name not in removed)
    draft_history = History((*(squash.revision for squash in squashes), *kept))
    ids = frozenset(squash.revision.id for squash in squashes)
    for name, draft in drafts.items():
        before = history.revisions[name]
        parents = _without_ancestors(draft_history, draft.down_revision, draft.down_revision, ids)
        depends = _without_ancestors(draft_history, draft.depends_on, (*parents, *draft.depends_on), ids)
        after = replace(before, down_revision=parents, depends_on=depends)
        if after != before:
            yield Rewrite(before, after)


def _renamed(history: History, revision: Revision, squash_of: Mapping[str, str]) -> Revision:
    def renamed(name: str) -> str:
        return squash_of.get(history.resolve(name) or name, name)

    return replace(
        revision,
        down_revision=tuple(dict.fromkeys(map(renamed, revision.down_revision))),
        depends_on=tuple(dict.fromkeys(map(renamed, revision.depends_on))),
    )


def _without_ancestors(
    history: History, entries: Sequence[str], beside: Sequence[str], squashes: AbstractSet[str]
) -> tuple[str, ...]:
    """`entries` without the squashes that are strict ancestors of, or the same as, an entry of `beside`.

    A squash only depends on squashes, so any other entry is exactly as redundant as before: it stays as it was.
    """
    resolved = [history.resolve(name) or name for name in beside]
    implied = history.ancestors(name for name in resolved if name in history)
    parents = set(resolved[: len(beside) - len(entries)])
    return tuple(
        name for name in entries if name not in squashes or (history.resolve(name) or name) not in implied | parents
    )


def _circles(
    history: History, groups: Sequence[Sequence[str]], ids: Sequence[str], circle: Sequence[str]
) -> Iterator[Problem]:
    piece_of = dict(zip(ids, groups, strict=True))
    member_of = {member: name for name, group in piece_of.items() for member in group}
    for name, other in zip(circle[1:], circle[:-1], strict=True):
        for member in piece_of[name]:
            for needed in history.dependencies(member):
                if member_of.get(needed) == other:
                    yield Problem(
                        f"{member} depends on {needed}, so the squashes of the two parts of the history would depend "
                        "on each other",
                        history.revisions[member].depends_on_at or history.revisions[member].id_at,
                        (member, needed),
                        help="choose --until so that only one of the two depends on the other",
                    )

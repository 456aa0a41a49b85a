"""The history before the prunes: which revisions a left-behind database needs, and in which state; pure."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from collections.abc import Set as AbstractSet
from functools import cached_property

from msgspec import Struct

from migralint.history.history import History
from migralint.history.ledger import Ledger, Prune, PrunedRevision, RewrittenRevision, StoredFile
from migralint.history.revision import Revision


class CannotRestoreError(Exception):
    """No consistent history leads from the revision to the kept ones; the message tells why."""


class RestoredRevision(Struct, frozen=True):
    """One revision of the restored history and its file."""

    revision: Revision
    """The revision before the prunes that are undone."""
    stored: StoredFile | None
    """The file's entry in the ledger; None: the file is in the live directory, and no prune changed it."""
    prune: Prune | None
    """The prune of that entry; None likewise."""
    pruned: bool
    """Whether it is missing in the live directory."""

    @property
    def path(self) -> str:
        """The file's path: relative to the script directory if the ledger names it, otherwise absolute."""
        if self.stored is not None:
            return self.stored.path
        assert self.revision.path is not None
        return self.revision.path


class RestoredHistory(Struct, frozen=True, dict=True):
    """A history with a pruned revision, every other stamp that a database stamped at it may have, and all revisions
    between those and the kept ones."""

    target: str
    """The pruned revision for which it was built."""
    files: Mapping[str, RestoredRevision]
    """Its revisions by their future file names, in Alembic's load order."""
    floor: tuple[str, ...]
    """Kept revisions: a database that has run these has run everything that was pruned. None of them is an ancestor of
    another; the first one is above `target`."""
    squashes: frozenset[str]
    """Live revisions that replace pruned ones and do not belong here."""

    @cached_property
    def history(self) -> History:
        """The graph; it has no cycle and no missing name."""
        return History(one.revision for one in self.files.values())

    @cached_property
    def pruned(self) -> frozenset[str]:
        """The revisions that are missing in the live directory."""
        return frozenset(one.revision.id for one in self.files.values() if one.pruned)


def restore(ledger: Ledger, live: History, revision_id: str) -> RestoredHistory:
    """The history in which a database stamped at the pruned `revision_id` reaches the kept revisions.

    All prunes are undone, so that it contains every revision that was ever removed. If that history is inconsistent (an
    id was used twice, the revision is itself a squash of an earlier prune), only as many of the latest prunes as
    necessary. Raises KeyError if the ledger does not contain the id, CannotRestoreError.
    """
    last = ledger.prunes.index(ledger.prune_of(revision_id))
    reason: CannotRestoreError | None = None
    for first in range(last + 1):
        try:
            return _Undoing(ledger.prunes[first:], live, revision_id).restored()
        except CannotRestoreError as error:
            reason = reason or error
    assert reason is not None
    raise reason


class _Undoing:
    """The undoing of some prunes, back to the state before the first of them."""

    def __init__(self, prunes: tuple[Prune, ...], live: History, target: str) -> None:
        self.live = live
        self.target = target
        self.squashes = frozenset(name for prune in prunes for name in prune.squashed_into)
        self.recorded = _earliest(prunes)
        removed = [one.id for prune in prunes for one in prune.removed]
        repeated = {name for name in removed if removed.count(name) > 1} if len(set(removed)) < len(removed) else set()
        if repeated:
            raise CannotRestoreError(
                f"the id {min(repeated)} was pruned twice, as two revisions: they cannot be in one history"
            )
        if target in self.squashes:
            raise CannotRestoreError(f"{target} replaces revisions that were pruned before it")
        self.pruned = frozenset(removed) - self.squashes

    def restored(self) -> RestoredHistory:
        """The restored history. Raises CannotRestoreError."""
        known = self._everything()
        history = History(one.revision for one in known.values())
        if len(history.order) < len(history):
            raise CannotRestoreError(f"{' <- '.join(history.cycles()[0])} would be a cycle")
        floor = self._floor(history)
        needed = history.ancestors_with_self({*self.pruned, *floor})
        incomplete = (*history.missing_parents, *history.missing_dependencies)
        for name, missing in incomplete:
            if name in needed:
                raise CannotRestoreError(f"{name} needs {missing}, which is neither in the ledger nor in the directory")
        # A database stamped at the target can have further rows, and Alembic has to know those.
        broken = {name for name, _ in incomplete}
        above = history.descendants([self.target]) | broken | history.descendants(broken)
        files = _named(known[name] for name in known if name in needed or name not in above)
        return RestoredHistory(self.target, files, floor, self.squashes & self.live.revisions.keys())

    def _everything(self) -> dict[str, RestoredRevision]:
        """The pruned revisions, and the live ones that differ from them."""
        foreign = {name for name in self.live.revisions if name in self.squashes or name in self.pruned}
        for name in self.live.order:  # children of a squash, or of another revision with a pruned id
            named = (*self.live.parents(name), *self.live.dependencies(name))
            if name not in self.recorded and any(one in foreign for one in named):
                foreign.add(name)
        known = {}
        for name, (entry, prune) in self.recorded.items():
            if name in self.pruned or (name in self.live and name not in foreign):
                revision = Revision(name, entry.down_revision, entry.depends_on, entry.branch_labels, _message(entry))
                known[name] = RestoredRevision(revision, entry.file, prune, name in self.pruned)
        for name, revision in self.live.revisions.items():
            if name not in foreign and name not in known and revision.path is not None:
                known[name] = RestoredRevision(revision, None, None, pruned=False)
        return known

    def _floor(self, history: History) -> tuple[str, ...]:
        """A few kept revisions that together have all pruned ones as ancestors, the one above the target first."""
        pruned = [name for name in history.order if name in self.pruned]
        uncovered = {name for name in pruned if not self._above(history, name) & self.pruned}
        kept = {above for name in pruned for above in self._above(history, name) if above not in self.pruned}
        below = {name: history.ancestors([name]) for name in kept}
        place = {name: index for index, name in enumerate(history.order)}

        def by_preference(name: str) -> tuple[bool, bool, int]:
            by_dependency = not any(parent in self.pruned for parent in history.parents(name))
            return self.target not in below[name], by_dependency, place[name]

        floor: list[str] = []
        for name in sorted(kept, key=by_preference):
            if below[name] & uncovered:
                uncovered -= below[name]
                floor.append(name)
        if uncovered:
            raise CannotRestoreError(f"no kept revision comes after {min(uncovered)}")
        return tuple(name for name in floor if not any(name in below[other] for other in floor))

    def _above(self, history: History, name: str) -> AbstractSet[str]:
        return {*history.children(name), *history.dependents(name)}


def _earliest(prunes: Iterable[Prune]) -> dict[str, tuple[PrunedRevision | RewrittenRevision, Prune]]:
    """Each revision as it was before the first prune that changed it."""
    earliest: dict[str, tuple[PrunedRevision | RewrittenRevision, Prune]] = {}
    for prune in prunes:
        for entry in prune.revisions():
            earliest.setdefault(entry.id, (entry, prune))
    return earliest


def _message(entry: PrunedRevision | RewrittenRevision) -> str:
    return entry.message if isinstance(entry, PrunedRevision) else ""


def _named(revisions: Iterable[RestoredRevision]) -> dict[str, RestoredRevision]:
    """The future file names in one folder: their own names, made distinct if two are equal, in Alembic's load order."""
    named: dict[str, RestoredRevision] = {}
    for one in revisions:
        named[next(name for name in _names(os.path.basename(one.path)) if name not in named)] = one
    return dict(sorted(named.items()))


def _names(name: str) -> Iterator[str]:
    yield name
    stem, dot, ending = name.rpartition(".")
    number = 2
    while True:
        yield f"{stem}_{number}{dot}{ending}"
        number += 1

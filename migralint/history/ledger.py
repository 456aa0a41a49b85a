"""The record of what was pruned."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property

from msgspec import Struct


class StoredFile(Struct, frozen=True):
    """A file as it was before a prune, and where to get its bytes."""

    path: str
    """Relative to the script directory, with `/`."""
    sha256: str
    """SHA-256 of its bytes on disk."""
    git_blob: str | None = None
    """The id of the git object that holds it; survives rebases and squash-merges as long as git keeps the object."""


class PrunedRevision(Struct, frozen=True):
    """A revision whose file a prune removed."""

    id: str
    file: StoredFile
    down_revision: tuple[str, ...] = ()
    """As written before the prune; `depends_on` and `branch_labels` likewise."""
    depends_on: tuple[str, ...] = ()
    branch_labels: tuple[str, ...] = ()
    message: str = ""


class RewrittenRevision(Struct, frozen=True):
    """A kept revision that a prune edited, as it was before."""

    id: str
    file: StoredFile
    down_revision: tuple[str, ...] = ()
    depends_on: tuple[str, ...] = ()
    branch_labels: tuple[str, ...] = ()


class Verification(Struct, frozen=True):
    """A verification before a prune: one database on which create_all was compared with a full upgrade."""

    database: str
    """For messages: "sqlite 3.40.1"."""
    status: str
    """"match", or "accepted" if allow entries covered all differences."""


class Prune(Struct, frozen=True):
    """One run of `prune --apply`."""

    pruned_at: str
    """ISO 8601, UTC, to the second."""
    tool_version: str
    commit: str | None
    """HEAD before the prune: a hint, since rebases change it."""
    archive: str | None
    """The file name of the archive that the prune wrote."""
    new_bases: tuple[str, ...]
    squashed_into: tuple[str, ...]
    verified: tuple[Verification, ...]
    """Empty: verification was skipped with --no-verify."""
    accepted_losses: tuple[str, ...]
    """Accepted losses: what create_all does not create again, one sentence each."""
    removed: tuple[PrunedRevision, ...]
    rewritten: tuple[RewrittenRevision, ...]

    def revisions(self) -> Iterator[PrunedRevision | RewrittenRevision]:
        """Every revision that it removed or rewrote, as it was before."""
        yield from self.removed
        yield from self.rewritten


class Ledger(Struct, frozen=True, dict=True):
    """All prunes of a script directory, oldest first."""

    prunes: tuple[Prune, ...] = ()

    @cached_property
    def pruned(self) -> Mapping[str, PrunedRevision]:
        """Every pruned revision by id; an id that was pruned twice means the later one."""
        return {revision.id: revision for prune in self.prunes for revision in prune.removed}

    def pruned_as(self, name: str) -> PrunedRevision | None:
        """The pruned revision with this id, or the pruned carrier of this label; None if there is none."""
        return self.pruned.get(name) or self.pruned.get(self._carriers.get(name, ""))

    @cached_property
    def _carriers(self) -> Mapping[str, str]:
        return {
            label: revision.id
            for prune in self.prunes
            for revision in prune.revisions()
            for label in revision.branch_labels
        }

    @cached_property
    def _prune_of(self) -> Mapping[str, Prune]:
        return {revision.id: prune for prune in self.prunes for revision in prune.removed}

    def prune_of(self, revision_id: str) -> Prune:
        """The prune that removed a revision. Raises KeyError."""
        return self._prune_of[revision_id]

    def floor_above(self, revision_id: str) -> tuple[str, ...]:
        """The revisions that the prune of `revision_id` kept and that build on it, through other pruned revisions.

        Over down_revision and depends_on, following later prunes; in the order of the ledger.
        """
        above: dict[str, None] = {}
        reached = {revision_id}
        frontier = [revision_id]
        while frontier:
            current = frontier.pop()
            for child in self._children.get(current, ()):
                if child in reached:
                    continue
                reached.add(child)
                if child in self.pruned:
                    frontier.append(child)
                else:
                    above[child] = None
        return tuple(above)

    def directly_above(self, revision_id: str) -> tuple[str, ...]:
        """The revisions of the ledger, pruned or kept, that named `revision_id` as parent or dependency."""
        return self._children.get(revision_id, ())

    @cached_property
    def _children(self) -> Mapping[str, tuple[str, ...]]:
        children: dict[str, dict[str, None]] = {}
        for child, parents in self._edges():
            for parent in parents:
                children.setdefault(parent, {})[child] = None
        return {parent: tuple(names) for parent, names in children.items()}

    def _edges(self) -> Iterator[tuple[str, tuple[str, ...]]]:
        for prune in self.prunes:
            for revision in prune.revisions():
                dependencies = tuple(self._carriers.get(name, name) for name in revision.depends_on)
                yield revision.id, (*revision.down_revision, *dependencies)

"""What the rules see of one script directory: values only, no disk."""

from __future__ import annotations

import os
from collections.abc import Iterator
from functools import cached_property

from migralint.findings.version_width import VersionWidth
from migralint.history.file import FileKind, RevisionFile
from migralint.history.history import History
from migralint.history.ledger import Ledger
from migralint.history.revision import Revision
from migralint.source.frozen import field, frozen

_CARRYING_SHARE = 0.9


@frozen
class Unfinished:
    """What an interrupted prune left in a script directory."""

    journal: str | None
    """Absolute path of its journal; None: it is gone."""
    guards: tuple[str, ...]
    """Absolute paths of the files that make Alembic refuse."""


@frozen
class HistoryContext:
    """One script directory as loaded, and the settings that rules need.

    Tests write `HistoryContext(parse_history("a <- b"))`; everything but the history has a default.
    """

    history: History
    files: tuple[RevisionFile, ...] = ()
    """In load order, with those that could not be read."""
    allowed_heads: int = 1
    """Heads that one piece may have (the setting `heads`)."""
    file_template: str = "%(rev)s_%(slug)s"
    """Alembic's `file_template`, already interpolated."""
    sourceless: bool = False
    stale_bytecode: tuple[str, ...] = ()
    """Absolute paths of compiled files whose source is gone."""
    config: str | None = None
    """Absolute path of the configuration that names the script directory; None: there is none."""
    unresolved: tuple[str, ...] = ()
    """Version locations as the configuration names them that are not on disk."""
    ledger: Ledger = field(default_factory=Ledger)
    """What was pruned before; empty if nothing was."""
    floors: tuple[str, ...] = ()
    """Absolute paths of the files that say what pruned revisions built."""
    version_width: VersionWidth = field(default_factory=VersionWidth)
    """How long an id the version table holds."""
    unfinished: Unfinished | None = None
    """What an interrupted prune left; None: nothing."""

    @property
    def half_changed(self) -> bool:
        """Whether files and history may be half those before a prune, half those after it: trust neither."""
        return self.unfinished is not None and self.unfinished.journal is not None

    @property
    def begins_after_prune(self) -> bool:
        """Whether what the first revisions build upon was made by pruned ones, with no squash in their place."""
        return bool(self.floors) or any(not prune.squashed_into for prune in self.ledger.prunes)

    @cached_property
    def unplaced(self) -> tuple[RevisionFile, ...]:
        """Files that belong into the graph, but nobody knows where: what they would explain must not be reported."""
        return tuple(file for file in self.files if _is_unplaced(file))

    def may_be_hidden(self, revision: str) -> bool:
        """Whether a file whose id could not be read may be the one of this id.

        Where file names carry the ids, only a file whose name contains it; elsewhere any such file. A version location
        that is not there may hold any revision.
        """
        if self.unresolved:
            return True
        hidden = [file for file in self.unplaced if file.as_revision is None]
        return any(not self._names_carry_ids or revision in _stem(file.path) for file in hidden)

    @cached_property
    def _names_carry_ids(self) -> bool:
        read = [file for file in self.files if file.as_revision is not None]
        carrying = sum(file.as_revision.id in _stem(file.path) for file in read if file.as_revision)
        return bool(read) and carrying >= _CARRYING_SHARE * len(read)

    def every_revision(self) -> Iterator[Revision]:
        """All revisions, those that lost their id to a duplicate included."""
        for identifier, revision in self.history.revisions.items():
            yield from self.history.duplicates.get(identifier, (revision,))


def _stem(path: str) -> str:
    return os.path.splitext(os.path.basename(path))[0]


def _is_unplaced(file: RevisionFile) -> bool:
    match file.kind:
        case FileKind.UNREADABLE:
            return True
        case FileKind.NOT_A_REVISION:
            return file.down_revision.location is not None  # a revision whose id got lost
        case FileKind.REVISION:
            return file.as_revision is None or bool(file.down_revision.unknown)
        case FileKind.IGNORED:
            return False

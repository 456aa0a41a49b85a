"""The input of the rules for one script directory: values, and functions to query its surroundings."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from functools import cached_property

from msgspec import Struct, field

from migralint.findings.lost_file import LostFile, LostFiles
from migralint.findings.nearby_files import Surroundings
from migralint.findings.operation_settings import OperationSettings
from migralint.findings.project_facts import ProjectFacts
from migralint.findings.published import Published, TaggedRevision
from migralint.findings.version_width import VersionWidth
from migralint.history.file import FileKind, RevisionFile
from migralint.history.history import History
from migralint.history.ledger import Ledger
from migralint.history.revision import Revision

_CARRYING_SHARE = 0.9
_NEARLY_ALL = 0.9
_FEW = 5


class Unfinished(Struct, frozen=True):
    """The state that an interrupted prune or rebase left in a script directory."""

    journal: str | None
    """Absolute path of its journal; None: there is none any more."""
    guards: tuple[str, ...]
    """Absolute paths of the files that make Alembic refuse."""
    leftovers: tuple[str, ...] = ()
    """Absolute paths of folders left by commands that were killed before or after they changed any file."""
    command: str = "prune"
    """The command that was interrupted, as `migralint` knows it."""


class HistoryContext(Struct, frozen=True, dict=True):
    """One script directory as loaded, and the settings that rules need.

    Tests write `HistoryContext(parse_history("a <- b"))`; everything but the history has a default.
    """

    history: History
    files: tuple[RevisionFile, ...] = ()
    """In load order, including files that could not be read."""
    allowed_heads: int = 1
    """The number of heads that one piece may have (the setting `heads`)."""
    file_template: str = "%(rev)s_%(slug)s"
    """Alembic's `file_template`, already interpolated."""
    sourceless: bool = False
    stale_bytecode: tuple[str, ...] = ()
    """Absolute paths of compiled files whose source no longer exists."""
    unchecked_bytecode: tuple[tuple[str, str], ...] = ()
    """Compiled files that Python never compares with their source, each with its source; absolute paths."""
    foreign_bytecode: tuple[tuple[str, str], ...] = ()
    """Compiled files that Python accepts as those of their source, although they contain another revision; likewise."""
    config: str | None = None
    """Absolute path of the configuration that names the script directory; None: there is none."""
    unresolved: tuple[str, ...] = ()
    """Version locations that the configuration names and that do not exist, as it writes them."""
    ledger: Ledger = field(default_factory=Ledger)
    """Records of earlier prunes; empty if there were none."""
    floors: tuple[str, ...] = ()
    """Absolute paths of the files that record what pruned revisions built."""
    version_width: VersionWidth = field(default_factory=VersionWidth)
    """The longest id that the version table can hold."""
    unfinished: Unfinished | None = None
    """The state that an interrupted prune or rebase left; None: there is none."""
    copies: tuple[tuple[str, ...], ...] = ()
    """Absolute paths of byte-identical files with the same id, in groups, each in load order."""
    around: Surroundings = field(default_factory=Surroundings)
    """The files around this history; a rule reads them only before it reports that something is missing."""
    operation_settings: OperationSettings | None = None
    """The databases that the migrations run on; None: nothing is known about them."""
    project: ProjectFacts = field(default_factory=ProjectFacts)
    """Facts about the project from outside its revision files."""
    under_git: bool = False
    """Whether it is in a git repository, so that `migralint rebase` can tell which branch each revision belongs to."""
    lost: LostFiles | None = None
    """What git knows about revisions that something names and no file contains; None: git was not queried, or cannot
    be."""
    new: frozenset[str] | None = None
    """The ids of the unpublished revisions: rules about one file check only these. None: all files."""
    unchanged: frozenset[str] = frozenset()
    """Absolute paths of files without a known id that are published in their present form."""
    published: Published | None = None
    """The history of the merge target; None: there is no merge target."""
    tagged: tuple[TaggedRevision, ...] = ()
    """Ids that mean another revision at one of the git tags in the manifest."""
    is_merged_file: Callable[[str], bool] = lambda _path: False
    """Whether a file (absolute path) is known to be merged or released in its present form; called only for
    findings."""
    merged: HistoryContext | None = None
    """The directory as it will be after the merge; None: it does not change, or there is no merge target."""
    merged_with: str = ""
    """The merge target, if this is the state after a merge. Locations in files of the target do not exist yet."""

    @property
    def half_changed(self) -> bool:
        """Whether files and history may be a mixture of the states before and after a prune: then neither is
        reliable."""
        return self.unfinished is not None and self.unfinished.journal is not None

    @property
    def begins_after_prune(self) -> bool:
        """Whether the first revisions build on what pruned ones built, and no squash replaces those."""
        return bool(self.floors) or any(not prune.squashed_into for prune in self.ledger.prunes)

    @cached_property
    def unplaced(self) -> tuple[RevisionFile, ...]:
        """Files that belong to the graph at an unknown place: do not report anything that they may explain."""
        return tuple(file for file in self.files if _is_unplaced(file))

    def lost_file(self, revision: str) -> LostFile | None:
        """What git knows about a revision that no file contains."""
        return self.lost.files.get(revision) if self.lost is not None else None

    @cached_property
    def unexplained(self) -> tuple[str, ...]:
        """The names in `down_revision` and `depends_on` that no file, label or ledger entry explains."""
        named = dict.fromkeys(
            name for _, name in (*self.history.missing_parents, *self.history.missing_dependencies) if name
        )
        return tuple(
            name
            for name in named
            if self.ledger.pruned_as(name) is None and name not in self.history.labels and not self.may_be_hidden(name)
        )

    def may_be_hidden(self, revision: str) -> bool:
        """Whether a file whose id could not be read may be the revision with this id.

        If file names contain the ids, only a file whose name contains it, or whose text mentions it where the header
        was expected; otherwise any such file. A version location that does not exist may contain any revision.
        """
        if self.unresolved:
            return True
        hidden = [file for file in self.unplaced if file.as_revision is None]
        if hidden and not self._names_carry_ids:
            return True
        return revision in self._mentioned or any(revision in _stem(file.path) for file in hidden)

    @cached_property
    def _mentioned(self) -> frozenset[str]:
        """Strings in the statements that may set the ids that could not be read."""
        return frozenset(name for file in self.unplaced if file.as_revision is None for name in file.revision.mentions)

    @cached_property
    def _names_carry_ids(self) -> bool:
        read = [file for file in self.files if file.as_revision is not None]
        carrying = sum(file.as_revision.id in _stem(file.path) for file in read if file.as_revision)
        return bool(read) and carrying >= _CARRYING_SHARE * len(read)

    def is_new(self, revision: Revision) -> bool:
        """Whether a revision is not merged yet. If only files can tell, that is a revision without children."""
        return revision.id in (self._heads if self.new is None else self.new)

    def is_settled(self, revision: Revision) -> bool:
        """Whether a revision is merged, as far as known: it has children, or the main branch contains it."""
        if not self.is_new(revision):
            return True
        return self.new is None and revision.path is not None and self.is_merged_file(revision.path)

    def concerns(self, file: RevisionFile) -> bool:
        """Whether rules about one file check this one: it is not published, or not known to be."""
        if self.new is None:
            return True
        if file.as_revision is None:
            return file.path not in self.unchanged
        return file.as_revision.id in self.new

    @cached_property
    def goes_without_downgrades(self) -> bool:
        """Whether the project has no `downgrade()` on purpose: at least nine in ten of its revisions, and at least
        five, have none."""
        working = [
            file.functions
            for file in self.files
            if file.functions is not None and "upgrade" in file.functions and not file.functions["upgrade"].empty
        ]
        without = sum("downgrade" not in functions for functions in working)
        return without >= _FEW and without >= _NEARLY_ALL * len(working)

    @cached_property
    def _heads(self) -> frozenset[str]:
        return frozenset(self.history.heads())

    @cached_property
    def unasked(self) -> frozenset[str]:
        """Absolute paths of the files that rules about one file do not check."""
        return frozenset(file.path for file in self.files if not self.concerns(file))

    def every_revision(self) -> Iterator[Revision]:
        """All revisions, including those whose id a later file repeats."""
        for identifier, revision in self.history.revisions.items():
            yield from self.history.duplicates.get(identifier, (revision,))


def _stem(path: str) -> str:
    return os.path.splitext(os.path.basename(path))[0]


def _is_unplaced(file: RevisionFile) -> bool:
    match file.kind:
        case FileKind.UNREADABLE:
            return True
        case FileKind.NOT_A_REVISION:
            return file.down_revision.location is not None  # a revision that lost its id
        case FileKind.REVISION:
            return file.as_revision is None or bool(file.down_revision.unknown)
        case FileKind.IGNORED:
            return False

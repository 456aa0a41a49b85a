"""Reads a whole script directory: the files that Alembic would load, in its order, and their history."""

from __future__ import annotations

import gc

from msgspec import Struct
from msgspec.structs import replace

from migralint.history.file import FileKind, RevisionFile
from migralint.history.history import History
from migralint.loading.revisions.bytecode import ByteCode, shadowing_byte_code
from migralint.loading.revisions.cached_reader import CachedReader
from migralint.loading.revisions.listing import list_files
from migralint.loading.script_directory import ScriptDirectory
from migralint.source.cache import Cache
from migralint.source.location import Location


class LoadedDirectory(Struct, frozen=True):
    """The contents of one script directory."""

    script: ScriptDirectory
    files: tuple[RevisionFile, ...]
    """In Alembic's load order; then revision files that Alembic ignores because of their names (kind IGNORED)."""
    history: History
    """The history of all files whose id is known."""
    stale_bytecode: tuple[str, ...]
    """Absolute paths of byte code in the version locations whose source is missing, sorted."""
    shadowing: tuple[ByteCode, ...] = ()
    """Byte code that Python may run instead of a file that Alembic loads."""


def load_directory(script: ScriptDirectory, *, cache: Cache | None = None) -> LoadedDirectory:
    """Read every file of the version locations without running any of them. Broken files are values, too.

    With a cache, only files that changed since the last run are read. Raises InputError if a folder cannot be read.
    """
    return Loading(script, cache).finish()


class Loading:
    """A script directory that is being read; many files are read by other processes while this one continues."""

    def __init__(self, script: ScriptDirectory, cache: Cache | None) -> None:
        """List the files and begin to read them. Raises InputError if a folder cannot be read."""
        self._script = script
        self._loaded: LoadedDirectory | None = None
        self._listing = list_files(script)
        self._reader = CachedReader(script, cache)
        sources = [path for path in self._listing.loaded if not _is_byte_code(path)]
        self._reader.start([*sources, *self._listing.ignored])

    def finish(self) -> LoadedDirectory:
        """Read the remaining files, and return the directory; further calls return the same value."""
        if self._loaded is None:
            self._loaded = self._finish()
        return self._loaded

    def _finish(self) -> LoadedDirectory:
        collecting = gc.isenabled()
        gc.disable()  # syntax trees have no cycles; the search for cycles takes a third of the time
        try:
            read = self._reader.finish()
            self._reader.store()
        finally:
            if collecting:
                gc.enable()
        listing = self._listing
        files = [_byte_code(path) if _is_byte_code(path) else read[path] for path in listing.loaded]
        ignored = [_ignored(read[path]) for path in listing.ignored if read[path].kind is FileKind.REVISION]
        history = History(file.as_revision for file in files if file.as_revision is not None)
        shadowing = shadowing_byte_code(files)
        return LoadedDirectory(self._script, (*files, *ignored), history, listing.stale_bytecode, shadowing)


def _is_byte_code(path: str) -> bool:
    return path.endswith((".pyc", ".pyo"))


def _byte_code(path: str) -> RevisionFile:
    message = "it is byte code without source, which cannot be read without running it"
    return RevisionFile(path, FileKind.UNREADABLE, error=message, error_at=Location(path))


def _ignored(file: RevisionFile) -> RevisionFile:
    return replace(file, kind=FileKind.IGNORED, as_revision=None)

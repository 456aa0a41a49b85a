"""Reads the revision files of one script directory, from the cache where nothing has changed since."""

from __future__ import annotations

import time
from typing import Any

from migralint.history.file import FileKind, RevisionFile
from migralint.loading.cache import Cache, Stamp, is_settled, stamp
from migralint.loading.modules import ModuleFiles, import_roots
from migralint.loading.packing import Packed, pack_file, unpack_file
from migralint.loading.revision_file import read_revision_file
from migralint.loading.script_directory import ScriptDirectory

Entry = tuple[Stamp, tuple[tuple[str, Stamp | None], ...], Packed]
"""The state of a file when it was read, the states of the files whose constants it uses, and the packed value."""


class CachedReader:
    """One run over one script directory."""

    def __init__(self, script: ScriptDirectory, cache: Cache | None) -> None:
        """Without a cache every file is read."""
        self._cache = cache
        self._modules = ModuleFiles(import_roots(script.path, script.root, *script.version_locations))
        self._key = "\0".join((script.path, script.root, *script.version_locations))
        stored: Any = cache.read(self._key) if cache is not None else None
        self._stored: dict[str, Entry] = stored if isinstance(stored, dict) else {}
        self._entries: dict[str, Entry] = {}
        self._changed = False

    def read(self, path: str) -> RevisionFile:
        """The file at `path`."""
        if self._cache is None:
            return read_revision_file(path, modules=self._modules)
        state = stamp(path)
        entry = self._stored.get(path)
        if entry is not None and state == entry[0] and (not entry[1] or _unchanged(entry[1])):
            self._entries[path] = entry
            return unpack_file(path, entry[2])
        self._changed = True
        began = time.time_ns()
        file = read_revision_file(path, modules=self._modules)
        self._remember(path, state, file, began)
        return file

    def store(self) -> None:
        """Write what this run has learned, if that is anything."""
        if self._cache is not None and (self._changed or self._entries.keys() != self._stored.keys()):
            self._cache.write(self._key, self._entries)

    def _remember(self, path: str, state: Stamp | None, file: RevisionFile, began: int) -> None:
        if state is None or file.kind is FileKind.UNREADABLE or not is_settled(state, began):
            return
        others = tuple([(other, stamp(other)) for other in file.constants_from])
        if all(is_settled(held, began) for _, held in others):
            self._entries[path] = (state, others, pack_file(file))


def _unchanged(others: tuple[tuple[str, Stamp | None], ...]) -> bool:
    return all(stamp(other) == held for other, held in others)

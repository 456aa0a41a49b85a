"""Reads the revision files of one script directory, from the cache if nothing has changed."""

from __future__ import annotations

import time
from collections.abc import Iterable
from typing import Any

from migralint.history.file import FileKind, RevisionFile
from migralint.loading.revisions.cache_codec import Packed, pack_file, unpack_file
from migralint.loading.revisions.modules import modules_of
from migralint.loading.revisions.parallel import Helpers
from migralint.loading.revisions.revision_file import read_revision_file
from migralint.loading.script_directory import ScriptDirectory
from migralint.source.cache import Cache, Stamp, is_settled, stamp

Entry = tuple[Stamp, tuple[tuple[str, Stamp | None], ...], Packed]
"""The state of a file when it was read, the states of the files whose constants it uses, and the packed value."""


class CachedReader:
    """Reads one script directory once."""

    def __init__(self, script: ScriptDirectory, cache: Cache | None) -> None:
        """Read the cache entry of the script directory; without a cache every file is read."""
        self._cache = cache
        self._modules = modules_of(script)
        self._key = "\0".join((script.path, script.root, *script.version_locations, *script.trusted_stars))
        stored: Any = cache.read(self._key) if cache is not None else None
        self._stored: dict[str, Entry] = stored if isinstance(stored, dict) else {}
        self._entries: dict[str, Entry] = {}
        self._files: dict[str, RevisionFile] = {}

    def start(self, paths: Iterable[str]) -> None:
        """Take the known files from the cache, and begin to read the others, if they are many in further processes."""
        self._unread: list[str] = []
        for path in paths:
            known = self._recalled(path)
            if known is None:
                self._unread.append(path)
            else:
                self._files[path] = known
        self._helpers = Helpers(self._unread, self._packed)

    def finish(self) -> dict[str, RevisionFile]:
        """Read the files that no other process reads, and return all files by their paths, in any order."""
        files, unread, helpers = self._files, self._unread, self._helpers
        for path in helpers.left():
            files[path] = self._read(path)
        for path, (state, began, packed) in helpers.results().items():
            files[path] = unpack_file(path, packed)
            self._remember(path, state, files[path], packed, began)
        for path in unread:
            if path not in files:
                files[path] = self._read(path)
        return files

    def _recalled(self, path: str) -> RevisionFile | None:
        entry = self._stored.get(path)
        if entry is None or stamp(path) != entry[0] or (entry[1] and not _unchanged(entry[1])):
            return None
        self._entries[path] = entry
        return unpack_file(path, entry[2])

    def _read(self, path: str) -> RevisionFile:
        if self._cache is None:
            return read_revision_file(path, modules=self._modules)
        state, began = stamp(path), time.time_ns()
        file = read_revision_file(path, modules=self._modules)
        self._remember(path, state, file, pack_file(file), began)
        return file

    def _packed(self, path: str) -> tuple[Stamp | None, int, Packed]:
        state, began = stamp(path), time.time_ns()
        return state, began, pack_file(read_revision_file(path, modules=self._modules))

    def store(self) -> None:
        """Write the cache entry if it changed."""
        if self._cache is not None and (self._unread or self._entries.keys() != self._stored.keys()):
            self._cache.write(self._key, self._entries)

    def _remember(self, path: str, state: Stamp | None, file: RevisionFile, packed: Packed, began: int) -> None:
        if self._cache is None or state is None or file.kind is FileKind.UNREADABLE or not is_settled(state, began):
            return
        others = tuple([(other, stamp(other)) for other in file.constants_from])
        if all(is_settled(held, began) for _, held in others):
            self._entries[path] = (state, others, packed)


def _unchanged(others: tuple[tuple[str, Stamp | None], ...]) -> bool:
    return all(stamp(other) == held for other, held in others)

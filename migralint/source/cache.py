"""Keeps values in the user's cache folder; a lost, stale or broken cache only costs time."""

from __future__ import annotations

import marshal
import os
import sys
import time
import zlib

from migralint import __version__
from migralint.source.cache_folder import cache_folder

TYPE_CHECKING = False  # a repeated `check` must not import the modules below
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any, Final

_MAGIC: Final = b"migralint cache 2\n"
_DIGEST_BYTES: Final = 16
"""Two checksums of 32 bits and the length: they detect broken disks, not deliberate changes."""
_GRAINS_NS: Final = 2_000_000_000
"""A file that changed less than this before it was read may change again within the same tick of its file system's
clock, and then its state is the same: such an entry is not kept (git calls it racy)."""
_KEPT_SECONDS: Final = 60 * 24 * 3600
_MOST_KEPT: Final = 500
_TAG: Final = (
    "Signature: 8a477f597d28d172789f06886806bc55\n"
    "# This folder is a cache of migralint; it can be deleted at any time. See https://bford.info/cachedir/\n"
)

Stamp = tuple[int, int, int, int]
"""The values that differ between two states of a file: size, mtime, ctime (ns), inode."""


class Cache:
    """A folder of the user with one file per key.

    The files hold marshalled tuples behind a checksum. They are only read if they belong to the user: marshal is not
    safe for data of other users, and their results cannot be trusted. Writing is atomic, so any number of runs may
    share the folder: the last one wins.
    """

    def __init__(self, folder: str) -> None:
        """`folder` is absolute; it need not exist."""
        self.folder = folder

    def read(self, key: str) -> Any:
        """Return the value that this version of migralint and of Python stored under `key`; None if there is none."""
        path = self._path(key)
        try:
            with open(path, "rb") as stream:
                status = os.fstat(stream.fileno())
                if hasattr(os, "geteuid") and status.st_uid != os.geteuid():
                    return None
                data = stream.read()
        except OSError:
            return None
        head = len(_MAGIC) + _DIGEST_BYTES
        payload = memoryview(data)[head:]
        if not data.startswith(_MAGIC) or data[len(_MAGIC) : head] != _digest(payload):
            return None
        try:
            kept_under, value = marshal.loads(payload)
            return value if kept_under == key else None
        except (ValueError, EOFError, TypeError, MemoryError):
            return None

    def write(self, key: str, value: Any) -> None:
        """Store `value` (tuples, lists, dicts, strings, numbers, bytes, None) under `key`. Never raises OSError."""
        try:
            os.makedirs(self.folder, mode=0o700, exist_ok=True)
            payload = marshal.dumps((key, value))
            temporary = os.path.join(self.folder, f"tmp-{os.getpid()}-{time.time_ns()}")
            try:
                with open(temporary, "xb") as stream:
                    stream.write(_MAGIC + _digest(payload) + payload)
                os.replace(temporary, self._path(key))
            except BaseException:
                _unlink(temporary)
                raise
            self._tidy()
        except (OSError, ValueError):
            return  # the disk is full or read-only, or the value is nested too deeply for marshal

    def _path(self, key: str) -> str:
        # Two keys rarely have the same two checksums; the file also contains the key, which `read` compares.
        text = f"{key}\0{_own_code()}".encode("utf-8", "surrogateescape")
        return os.path.join(self.folder, f"{zlib.crc32(text):08x}{zlib.adler32(text):08x}.cache")

    def _tidy(self) -> None:
        """Remove entries that are too old, and the oldest ones of too many; mark the folder for backup programs."""
        tag = os.path.join(self.folder, "CACHEDIR.TAG")
        if not os.path.exists(tag):
            with open(tag, "x", encoding="ascii") as stream:
                stream.write(_TAG)
        oldest = time.time() - _KEPT_SECONDS
        with os.scandir(self.folder) as entries:
            ours = [entry for entry in entries if entry.name.endswith(".cache") or entry.name.startswith("tmp-")]
        if len(ours) > _MOST_KEPT:
            oldest = max(oldest, sorted(entry.stat(follow_symlinks=False).st_mtime for entry in ours)[-_MOST_KEPT])
        for entry in ours:
            if entry.stat(follow_symlinks=False).st_mtime < oldest:
                os.unlink(entry.path)


def user_cache(kind: str) -> Cache:
    """Return this user's cache for one kind of values; each kind has its own folder."""
    return Cache(os.path.join(cache_folder(), kind))


def stamp(path: str) -> Stamp | None:
    """Return the state of a file; None if there is no file or its state cannot be read."""
    try:
        status = os.stat(path)
    except (OSError, ValueError):
        return None
    return (status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_ino)


def is_settled(state: Stamp | None, read_at_ns: int) -> bool:
    """Whether each change of a file after it was read at `read_at_ns` (since the epoch) also changes its state."""
    return state is None or max(state[1], state[2]) < read_at_ns - _GRAINS_NS


def _digest(payload: bytes | memoryview) -> bytes:
    sums = (zlib.crc32(payload), zlib.adler32(payload), len(payload))
    return b"".join(number.to_bytes(size, "big") for number, size in zip(sums, (4, 4, 8), strict=True))


def _unlink(path: str) -> None:
    try:
        os.unlink(path)
    except FileNotFoundError:
        return


_known_code: list[str] = []


def _own_code() -> str:
    """Return a text that identifies migralint's code on disk and this Python: values depend on both.

    It counts the files and takes their newest time, because changed code may have the same version number.
    """
    if _known_code:
        return _known_code[0]
    newest = count = 0
    for entry in _own_files(os.path.dirname(os.path.dirname(os.path.abspath(__file__)))):
        newest = max(newest, entry.stat().st_mtime_ns)
        count += 1
    _known_code.append(f"{__version__} {count} {newest} {sys.implementation.cache_tag} {sys.hexversion:x}")
    return _known_code[0]


def _own_files(folder: str) -> Iterator[os.DirEntry[str]]:
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.name.endswith((".py", ".json")):
                yield entry
            elif "." not in entry.name and entry.name != "__pycache__" and entry.is_dir():
                yield from _own_files(entry.path)

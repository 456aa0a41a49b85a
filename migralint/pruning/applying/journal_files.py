"""The files of a journal: its folder, its lock, the bytes it keeps, its index; changes no revision file."""

from __future__ import annotations

import contextlib
import errno
import fcntl
import json
import os
import secrets
import stat
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import Any

from migralint.loading.records.unfinished import JOURNAL_INDEX, LEFTOVER_PREFIX, leftovers, unfinished_command
from migralint.pruning.applying.change import ChangeSet, FileChange
from migralint.pruning.applying.journal_paths import AllowedPaths
from migralint.source.atomic import MODE_BITS, sync_folder
from migralint.source.errors import InputError
from migralint.source.json_records import Record, RecordError, parse_json
from migralint.source.reading import read_regular, reason

_INDEX = JOURNAL_INDEX
_LOCK = "lock"
_VERSION = 2
_INDEX_LIMIT = 64 * 1024 * 1024
_ATTEMPTS = 100
_BY_HAND = (
    "restore the revision files from version control, then remove the journal and every "
    "migralint_unfinished_prune.py by hand"
)


class _AtWorkError(Exception):
    """Another process holds the lock."""


class _ReplacedError(Exception):
    """Another process removed the folder before it could be locked."""


@contextmanager
def new_folder(script_directory: Path) -> Iterator[Path]:
    """Create a folder for a journal in preparation and hold its lock; at the end whatever remains of it is removed.

    A process that removes leftovers may remove the folder before it is locked: then another one is created.
    """
    for _ in range(_ATTEMPTS):
        folder = Path(tempfile.mkdtemp(prefix=LEFTOVER_PREFIX, dir=script_directory))
        with contextlib.ExitStack() as stack:
            try:
                stack.enter_context(_locked(folder, create=True))
            except (_AtWorkError, _ReplacedError, FileNotFoundError):
                continue
            try:
                yield folder
            finally:
                remove_own(folder)
            return
    raise InputError("another migralint process is running here", path=str(script_directory), hint="run this again")


@contextmanager
def lock_of(folder: Path) -> Iterator[None]:
    """Hold the lock of an existing journal; the system releases it when the process ends, for whatever reason.

    Raises InputError if another process holds it, or if it is not the file that a journal has.
    """
    with contextlib.ExitStack() as stack:
        try:
            stack.enter_context(_locked(folder, create=False))
        except _AtWorkError:
            raise InputError(
                f"another migralint process is working on this {unfinished_command(str(folder.parent))}",
                path=str(folder),
                hint="wait until it ends",
            ) from None
        except (_ReplacedError, OSError) as error:
            why = reason(error) if isinstance(error, OSError) else "it was replaced"
            raise unusable(folder, f"its lock cannot be taken: {why}") from None
        yield


def remove_leftovers(script_directory: Path) -> int:
    """Remove the folders of processes that were killed before they changed any file; returns the number of folders.

    A folder whose process is running is locked and stays; so does one with any other files than a journal's own.
    """
    removed = 0
    for leftover in map(Path, leftovers(str(script_directory))):
        with contextlib.suppress(_AtWorkError, _ReplacedError, OSError), contextlib.ExitStack() as stack:
            try:
                stack.enter_context(_locked(leftover, create=False))
            except FileNotFoundError:
                # A process that prepares a journal creates the lock first: without one, no process is using the folder.
                removed += remove_own(leftover, locked=False)
            else:
                removed += remove_own(leftover)
    return removed


def remove_own(folder: Path, *, locked: bool = True) -> bool:
    """Remove a folder with a journal's files; returns whether it no longer exists. It stays if it contains other files.

    If `locked` is false, it stays as soon as another process creates a lock in it.
    """
    try:
        names = sorted(os.listdir(folder), key=lambda name: name == _LOCK)  # the lock last: it keeps others away
        if not all(map(_is_own, names)) or (_LOCK in names and not locked):
            return False
        for name in names:
            (folder / name).unlink()
        folder.rmdir()
    except OSError:
        return False
    return True


def discard(folder: Path) -> None:
    """Remove a journal with one rename: the commit point. Its remaining files under another name have no effect."""
    leftover = folder.with_name(f"{LEFTOVER_PREFIX}{os.getpid()}-{secrets.token_hex(4)}")
    folder.rename(leftover)
    sync_folder(leftover.parent)
    remove_own(leftover)


def write_journal(folder: Path, change_set: ChangeSet) -> None:
    """Write everything that `read_journal` needs into the locked folder, durably. Raises OSError."""
    script_directory = change_set.script_directory
    entries: list[dict[str, Any]] = []
    for number, change in enumerate(change_set.changes):
        for word, data in (("before", change.before), ("after", change.after)):
            if data is not None:
                _write_durably(folder / f"{number}.{word}", data)
        entries.append(
            {
                "path": os.path.relpath(change.path, script_directory),
                "before": digest(change.before),
                "after": digest(change.after),
                "link": change.link,
                "mode": change.mode,
            }
        )
    guarded = [os.path.relpath(path, script_directory) for path in change_set.guarded]
    index = {
        "version": _VERSION,
        "command": change_set.command,
        "written_in": _place(folder),
        "changes": entries,
        "guarded": guarded,
    }
    _write_durably(folder / _INDEX, json.dumps(index, indent=1).encode())
    sync_folder(folder)


def read_journal(folder: Path, allowed: AllowedPaths) -> tuple[tuple[FileChange, ...], tuple[Path, ...]]:
    """The changes in a journal and the folders with a guard.

    Raises InputError if it cannot be read, was not written here, or names a path that no prune of this directory can
    name.
    """
    try:
        index = Record(parse_json(read_regular(folder / _INDEX, limit=_INDEX_LIMIT, follow=False)))
        if (version := index.number("version")) != _VERSION:
            raise RecordError(f"its version is {version}, this migralint knows {_VERSION}")
        _require_written_here(folder, index.record("written_in"))
        entries = list(index.records("changes"))
        changes = tuple(_change(folder, number, entry, allowed) for number, entry in enumerate(entries))
        if len({change.path for change in changes}) < len(changes):
            raise RecordError("it names a file twice")
        # Each only once: a configuration may name a folder twice, a forged journal very often, and each takes syncs.
        guarded = tuple(dict.fromkeys(Path(allowed.guarded(path)) for path in index.texts("guarded")))
    except RecordError as error:
        raise unusable(folder, str(error)) from None
    except OSError as error:
        raise unusable(folder, reason(error)) from None
    return changes, guarded


def digest(data: bytes | None) -> str | None:
    """The SHA-256 of a file's bytes; None if there is no file."""
    return None if data is None else sha256(data).hexdigest()


def unusable(folder: Path, why: str, *, hint: str = _BY_HAND) -> InputError:
    """Return (not raise) the error about a journal that must not be followed."""
    return InputError(
        f"the journal of an interrupted {unfinished_command(str(folder.parent))} cannot be read ({why}); nothing was "
        "changed",
        path=str(folder),
        hint=hint,
    )


def _change(folder: Path, number: int, entry: Record, allowed: AllowedPaths) -> FileChange:
    before = _recorded(folder / f"{number}.before", entry.text_or_none("before"))
    after = _recorded(folder / f"{number}.after", entry.text_or_none("after"))
    if before is None and after is None:
        raise entry.error("before", "and its after are both null")
    mode = entry.number_or_none("mode")
    if mode is not None and mode != mode & MODE_BITS:
        raise entry.error("mode", f"must be permission bits up to {MODE_BITS:o}")
    link = entry.text_or_none("link")
    if link is not None and (before is None or after is not None):
        raise entry.error("link", "belongs to a file that is not removed")
    return FileChange(allowed.changed(entry.text("path")), before, after, link=link, mode=mode)


def _recorded(path: Path, expected: str | None) -> bytes | None:
    if expected is None:
        return None
    data = read_regular(path, follow=False)
    if digest(data) != expected:
        raise RecordError(f"{path.name} is damaged")
    return data


def _place(folder: Path) -> dict[str, int]:
    """Values that distinguish this folder, on this disk, from every copy of it: a clone or an archive does not contain
    them.

    Only the system sets the time of the lock's last change.
    """
    lock, own, parent = (folder / _LOCK).lstat(), folder.lstat(), folder.parent.stat()
    return {
        "device": own.st_dev,
        "inode": own.st_ino,
        "script_directory_inode": parent.st_ino,
        "lock_inode": lock.st_ino,
        "lock_changed_ns": lock.st_ctime_ns,
    }


def _require_written_here(folder: Path, recorded: Record) -> None:
    here = _place(folder)
    recorded.number("device")  # for messages: some systems renumber their devices when they start
    if any(recorded.number(name) != value for name, value in here.items() if name != "device"):
        raise RecordError("it was not written in this folder: it came with a clone, an archive or a copy")


@contextmanager
def _locked(folder: Path, *, create: bool) -> Iterator[None]:
    """Hold the lock file of a real folder; no link is followed, and the file must be a regular one.

    Raises OSError, _AtWorkError, or _ReplacedError if it was removed while it was opened.
    """
    if not stat.S_ISDIR(folder.lstat().st_mode):
        raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR), str(folder))
    path = folder / _LOCK
    flags = os.O_RDWR | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC
    descriptor = os.open(path, flags | (os.O_CREAT if create else 0), 0o600)
    try:
        opened = os.fstat(descriptor)
        if not stat.S_ISREG(opened.st_mode):
            raise OSError(errno.EINVAL, "Not a regular file", str(path))
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise _AtWorkError from None
        try:
            now = path.lstat()
        except FileNotFoundError:
            raise _ReplacedError from None
        if (now.st_dev, now.st_ino) != (opened.st_dev, opened.st_ino):
            raise _ReplacedError
        yield
    finally:
        os.close(descriptor)


def _is_own(name: str) -> bool:
    number, _, word = name.partition(".")
    return name in (_INDEX, _LOCK) or (number.isascii() and number.isdigit() and word in ("before", "after"))


def _write_durably(path: Path, data: bytes) -> None:
    with path.open("xb") as stream:
        stream.write(data)
        stream.flush()
        os.fsync(stream.fileno())

"""Several files written together: all of them, or none as far as the disk allows."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from msgspec import Struct

from migralint.source.atomic import refuse_unsafe_target, write_atomically
from migralint.source.errors import InputError
from migralint.source.reading import MOST_BYTES, read_regular, reason


class FileChange(Struct, frozen=True):
    """The contents of one file before and after a change."""

    path: str
    """Absolute."""
    before: bytes | None
    """None: there is no such file."""
    after: bytes


def write_all(changes: Sequence[FileChange]) -> None:
    """Write every file and create the folders it needs; if a file cannot be written, restore the others.

    Raises InputError that names the file, because it changed in the meantime or its folder is not writable.
    """
    for change in changes:
        _refuse_changed(change)
    folders: list[str] = []
    done: list[FileChange] = []
    current = ""
    try:
        for change in changes:
            current = change.path
            folders += _make_folders(os.path.dirname(current))
            _refuse_unwritable(current)
        for change in changes:
            current = change.path
            _refuse_changed(change)
            write_atomically(Path(current), change.after)
            done.append(change)
    except OSError as error:
        _put_back(done, folders)
        hint = "nothing was written"
        raise InputError(f"cannot be written: {reason(error)}", path=current, hint=hint) from None
    except BaseException:
        _put_back(done, folders)
        raise


def _refuse_changed(change: FileChange) -> None:
    try:
        now: bytes | None = read_regular(change.path, limit=MOST_BYTES)
    except (FileNotFoundError, NotADirectoryError):
        now = None
    except OSError as error:
        raise InputError(f"cannot be read: {reason(error)}", path=change.path) from None
    if now != change.before:
        raise InputError("changed in the meantime", path=change.path, hint="nothing was written; run this again")


def _refuse_unwritable(path: str) -> None:
    """Raise OSError unless a file can be created beside `path`: an atomic replacement begins with that."""
    refuse_unsafe_target(path)
    folder = os.path.dirname(os.path.realpath(path))
    handle, name = tempfile.mkstemp(prefix=".migralint-", suffix=".tmp", dir=folder)
    os.close(handle)
    os.unlink(name)


def _make_folders(folder: str) -> list[str]:
    """Create the folder and its missing parents; returns the created folders, the innermost first."""
    missing = []
    while not os.path.lexists(folder):
        missing.append(folder)
        folder = os.path.dirname(folder)
    created: list[str] = []
    for one in reversed(missing):
        os.mkdir(one)
        created.insert(0, one)
    return created


def _put_back(done: Sequence[FileChange], folders: Sequence[str]) -> None:
    for change in reversed(done):
        with suppress(OSError, InputError):
            if change.before is None:
                os.unlink(change.path)
            else:
                write_atomically(Path(change.path), change.before)
    for folder in folders:
        with suppress(OSError):
            os.rmdir(folder)

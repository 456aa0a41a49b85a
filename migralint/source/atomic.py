"""The atomic writing of one file: readers see the old bytes or the new ones, nothing between."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

_TEMPORARY = ".migralint-tmp"


def write_atomically(path: Path, data: bytes, *, mode: int | None = None) -> None:
    """Replace the contents of `path` with `data`; a symbolic link is followed.

    `mode` are the permission bits; None keeps those of the old file, or takes the usual ones for a new file. The bytes
    are on disk (fsync of file and folder) when this returns. Raises OSError; then `path` is as it was.
    """
    target = Path(os.path.realpath(path))
    old = target.stat() if target.exists() else None
    if mode is None:
        mode = old.st_mode & 0o7777 if old is not None else 0o666 & ~_umask()
    handle, name = tempfile.mkstemp(prefix=f".{target.name}.", suffix=_TEMPORARY, dir=target.parent)
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        if old is not None and os.geteuid() == 0:
            os.chown(temporary, old.st_uid, old.st_gid)
        temporary.chmod(mode)
        temporary.replace(target)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    sync_folder(target.parent)


def remove_temporaries(path: Path) -> None:
    """Remove what a process killed inside `write_atomically(path, …)` left beside it. Raises OSError."""
    target = Path(os.path.realpath(path))
    prefix = f".{target.name}."
    if target.parent.is_dir():
        for entry in target.parent.iterdir():
            if entry.name.startswith(prefix) and entry.name.endswith(_TEMPORARY):
                entry.unlink(missing_ok=True)


def sync_folder(folder: Path) -> None:
    """Make renames and deletions in `folder` durable, where the platform can."""
    try:
        descriptor = os.open(folder, os.O_RDONLY)
    except OSError:  # not every platform opens folders
        return
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _umask() -> int:
    current = os.umask(0)
    os.umask(current)
    return current

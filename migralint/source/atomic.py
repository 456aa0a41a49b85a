"""The atomic writing of one file: readers see either the old or the new bytes."""

from __future__ import annotations

import errno
import os
import stat
import tempfile
from pathlib import Path

from migralint.source.links import refuse_links_out
from migralint.source.reading import NotRegularError

_TEMPORARY = ".migralint-tmp"
MODE_BITS = 0o777
"""The permission bits of a written file: never setuid or setgid, which would pass on somebody's rights."""


def write_atomically(path: Path, data: bytes, *, mode: int | None = None) -> None:
    """Replace the contents of `path` with `data`; a symbolic link is followed if it leads to its own tree.

    `mode`: the permission bits; None keeps those of the old file, or uses the default ones for a new file. When this
    returns, the bytes are on disk (fsync of file and folder). Raises InputError for a link that leads out of its tree,
    and OSError for everything else, for instance if `path` is a folder, pipe or device; then `path` is unchanged.
    """
    target, old = _writable(path)
    if mode is None:
        mode = old.st_mode if old is not None else 0o666 & ~_umask()
    handle, name = tempfile.mkstemp(prefix=f".{target.name}.", suffix=_TEMPORARY, dir=target.parent)
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        if old is not None and os.geteuid() == 0:
            os.chown(temporary, old.st_uid, old.st_gid)
        temporary.chmod(mode & MODE_BITS)
        temporary.replace(target)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    sync_folder(target.parent)


def refuse_unsafe_target(path: str | os.PathLike[str]) -> None:
    """Raise the error that `write_atomically` would raise for the present file at `path`; write nothing."""
    _writable(Path(path))


def remove_temporaries(path: Path) -> None:
    """Remove the temporary files of a process that was killed inside `write_atomically(path, …)`. Raises OSError."""
    target = Path(os.path.realpath(path))
    prefix = f".{target.name}."
    if target.parent.is_dir():
        for entry in target.parent.iterdir():
            if entry.name.startswith(prefix) and entry.name.endswith(_TEMPORARY):
                entry.unlink(missing_ok=True)


def sync_folder(folder: Path) -> None:
    """Make renames and deletions in `folder` durable, if the platform can do that."""
    try:
        descriptor = os.open(folder, os.O_RDONLY)
    except OSError:  # some platforms cannot open a folder
        return
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _writable(path: Path) -> tuple[Path, os.stat_result | None]:
    """Return the file to replace and its present status; None: there is no such file. Raises as `write_atomically`."""
    refuse_links_out(path)
    target = Path(os.path.realpath(path))
    try:
        old = target.lstat()
    except (FileNotFoundError, NotADirectoryError):
        return target, None
    if stat.S_ISLNK(old.st_mode):
        raise OSError(errno.ELOOP, os.strerror(errno.ELOOP), str(path))
    if stat.S_ISDIR(old.st_mode):
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), str(path))
    if not stat.S_ISREG(old.st_mode):
        raise NotRegularError(str(path))
    return target, old


def _umask() -> int:
    current = os.umask(0)
    os.umask(current)
    return current

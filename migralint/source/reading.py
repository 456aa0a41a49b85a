"""The reading of one file: regular files only, never waiting, within a limit.

`read_regular` raises OSError, for callers to whom an unreadable file is a value; `read_input` raises InputError, for
files that a person named or wrote.
"""

from __future__ import annotations

import errno
import os
import stat

from migralint.source.errors import InputError

MOST_BYTES = 1 << 30
"""The limit for files without a narrower one: SQL with rows, archives."""
_OPEN = (
    os.O_RDONLY
    | getattr(os, "O_NONBLOCK", 0)  # opening a pipe without a writer would block forever
    | getattr(os, "O_NOCTTY", 0)  # a terminal must not become the controlling one
    | getattr(os, "O_CLOEXEC", 0)
    | getattr(os, "O_BINARY", 0)
)
_NO_FOLLOW = getattr(os, "O_NOFOLLOW", 0)
_SPECIAL = frozenset((errno.ENXIO, errno.ENODEV, errno.EOPNOTSUPP))
"""The errors of opening a socket, or a device that does not exist."""


USED_UP = frozenset((errno.EMFILE, errno.ENFILE, errno.EAGAIN, errno.ENOMEM))
"""The errors of exhausted system resources: opening any other file would fail in the same way."""


class NotRegularError(OSError):
    """The path leads to a pipe, a device or a socket: reading it might never end, and writing would not replace it."""

    def __init__(self, path: str) -> None:
        """`path`: the file, as the caller named it."""
        super().__init__(errno.EINVAL, "Not a regular file", path)


def open_regular(path: str | os.PathLike[str], *, follow: bool = True) -> int:
    """Open a regular file for reading; returns its descriptor, which the caller closes.

    Raises OSError: IsADirectoryError for a folder, NotRegularError for a pipe or device, and without `follow` for a
    symbolic link (ELOOP). Raises ValueError for a null byte in the path.
    """
    try:
        descriptor = os.open(path, _OPEN if follow else _OPEN | _NO_FOLLOW)
    except OSError as error:
        if error.errno in _SPECIAL:
            raise NotRegularError(os.fspath(path)) from None
        raise
    mode = os.fstat(descriptor).st_mode
    if not stat.S_ISREG(mode):
        os.close(descriptor)
        if stat.S_ISDIR(mode):
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), os.fspath(path))
        raise NotRegularError(os.fspath(path))
    return descriptor


def read_regular(path: str | os.PathLike[str], *, limit: int = MOST_BYTES, follow: bool = True) -> bytes:
    """Return the bytes of a regular file. Raises OSError as `open_regular`, with EFBIG beyond `limit` bytes."""
    descriptor = open_regular(path, follow=follow)
    # Plain descriptors: creating a stream object takes as long as reading the file.
    try:
        size = os.fstat(descriptor).st_size
        if size > limit:
            raise OSError(errno.EFBIG, os.strerror(errno.EFBIG), os.fspath(path))
        blocks = [os.read(descriptor, size + 1)]
        held = len(blocks[0])
        while blocks[-1]:
            if held > limit:
                raise OSError(errno.EFBIG, os.strerror(errno.EFBIG), os.fspath(path))
            blocks.append(os.read(descriptor, 1 << 20))
            held += len(blocks[-1])
        return b"".join(blocks)
    finally:
        os.close(descriptor)


def read_head(path: str | os.PathLike[str], size: int) -> bytes:
    """Return at most the first `size` bytes of a regular file, however large it is. Raises OSError."""
    descriptor = open_regular(path)
    try:
        return os.read(descriptor, size)
    finally:
        os.close(descriptor)


def read_input(path: str, *, limit: int, follow: bool = True) -> bytes:
    """Return the bytes of the regular file `path`.

    Raises InputError naming the file: missing, unreadable, a folder, a device or pipe (reading might never end),
    or larger than `limit` bytes.
    """
    try:
        return read_regular(path, limit=limit, follow=follow)
    except ValueError:  # Python's own message depends on its version
        raise InputError("cannot be read: embedded null byte", path=path.replace("\0", "\\0")) from None
    except OSError as error:
        raise unreadable(error, path, limit=limit) from None


def unreadable(error: OSError, path: str, *, limit: int = MOST_BYTES) -> InputError:
    """Return (not raise) the InputError for a file that could not be read."""
    if isinstance(error, NotRegularError):
        return InputError("is not a regular file", path=path)
    if error.errno == errno.EFBIG:
        return InputError(f"is larger than {limit // 1024} KiB, more than any such file needs", path=path)
    return InputError(f"cannot be read: {reason(error)}", path=path)


def reason(error: OSError) -> str:
    """Return the system's message without error number and path, such as "Permission denied"."""
    return error.strerror or type(error).__name__


def decode_input(data: bytes, path: str) -> str:
    """Decode `data` as UTF-8.

    Raises InputError with the line of the first byte that is not UTF-8, of a byte order mark, or of a null byte.
    """
    try:
        text = data.decode()
    except UnicodeDecodeError as error:
        raise InputError("is not UTF-8 text", path=path, line=data.count(b"\n", 0, error.start) + 1) from None
    if text.startswith("\ufeff"):
        hint = "save it as UTF-8 without the mark"
        raise InputError("starts with a byte order mark", path=path, line=1, hint=hint)
    if "\0" in text:
        raise InputError("holds a null byte", path=path, line=text.count("\n", 0, text.index("\0")) + 1)
    return text

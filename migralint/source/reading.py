"""Reading one file that a person named or wrote, within a limit; its flaws are errors in words."""

from __future__ import annotations

import os
import stat

from migralint.source.errors import InputError


def read_input(path: str, *, limit: int) -> bytes:
    """Return the bytes of the regular file `path`.

    Raises InputError naming the file: missing, unreadable, a folder, a device or pipe (reading might never end),
    or larger than `limit` bytes.
    """
    try:
        with open(path, "rb", opener=_open_without_waiting) as stream:
            status = os.fstat(stream.fileno())
            if not stat.S_ISREG(status.st_mode):
                raise InputError("is not a regular file", path=path)
            data = stream.read(limit + 1)
    except ValueError as error:  # a null byte in the path
        raise InputError(f"cannot be read: {error}", path=path.replace("\0", "\\0")) from None
    except OSError as error:
        raise InputError(f"cannot be read: {reason(error)}", path=path) from None
    if len(data) > limit:
        raise InputError(f"is larger than {limit // 1024} KiB, more than such a file ever needs", path=path)
    return data


def reason(error: OSError) -> str:
    """What the system said, without number and path: "Permission denied"."""
    return error.strerror or type(error).__name__


def decode_input(data: bytes, path: str) -> str:
    """Decode `data` as UTF-8; raises InputError with the line of the first byte that is not, or of a null byte."""
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


def _open_without_waiting(path: str, flags: int) -> int:
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0))  # a pipe without a writer would block for ever

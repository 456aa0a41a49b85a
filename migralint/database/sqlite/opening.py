"""Opens SQLite files without writing to them or creating files beside them."""

from __future__ import annotations

import os
from pathlib import Path
from urllib.parse import quote

_WAL = 2
"""The file format's read version of a file in WAL mode, byte 19 of the header: https://sqlite.org/fileformat2.html."""


def read_only_uri(path: str) -> str:
    """Return the URI that opens the file `path` for reading.

    A file in WAL mode that no process has open is opened as immutable: otherwise SQLite would create two files beside
    it for locking, and leave them there. `state` shows afterwards whether the file has changed anyway.
    """
    full = str(Path(path).resolve())
    # `quote` keeps "?" and "#" in the name of a file from starting the query or the fragment.
    return f"file:{quote(full)}?mode=ro{'&immutable=1' if _is_at_rest(full) else ''}"


def state(path: str) -> tuple[object, ...]:
    """Return a value that changes when a process writes to the file, or starts to write."""
    full = str(Path(path).resolve())
    try:
        about = os.stat(full)
    except OSError:
        return ()
    return about.st_mtime_ns, about.st_size, about.st_ino, _is_at_rest(full)


def is_at_rest(state: tuple[object, ...]) -> bool:
    """Return whether a file in that state is opened as immutable."""
    return state[-1:] == (True,)


def _is_at_rest(path: str) -> bool:
    """Whether the file is in WAL mode, and no process has it open or has left a WAL file."""
    if os.path.exists(f"{path}-wal"):
        return False
    try:
        with open(path, "rb") as stream:
            return stream.read(20)[19:] == bytes((_WAL,))
    except OSError:
        return False

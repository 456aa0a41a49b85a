"""Opens SQLite files without writing to them or creating files beside them."""

from __future__ import annotations

import os
from pathlib import Path
from urllib.parse import quote

_WAL = 2
"""The file format's read version of a file in WAL mode, byte 19 of the header: https://sqlite.org/fileformat2.html."""


def read_only_uri(path: str) -> str:
    """Return the URI that opens the file `path` for reading.

    A file in WAL mode that nobody has open is opened as one that does not change: SQLite would make two files beside it
    to take part in locking, and leave them there. `state` tells afterwards whether it has changed anyway.
    """
    full = str(Path(path).resolve())
    # `quote` keeps "?" and "#" in the name of a file from being taken for what follows it.
    return f"file:{quote(full)}?mode=ro{'&immutable=1' if _is_at_rest(full) else ''}"


def state(path: str) -> tuple[object, ...]:
    """What is different once somebody has written to the file, or has begun to."""
    full = str(Path(path).resolve())
    try:
        about = os.stat(full)
    except OSError:
        return ()
    return about.st_mtime_ns, about.st_size, about.st_ino, _is_at_rest(full)


def is_at_rest(state: tuple[object, ...]) -> bool:
    """Whether a file in that state is opened as one that does not change."""
    return state[-1:] == (True,)


def _is_at_rest(path: str) -> bool:
    """Whether the file is in WAL mode and nobody has it open, or left something behind."""
    if os.path.exists(f"{path}-wal"):
        return False
    try:
        with open(path, "rb") as stream:
            return stream.read(20)[19:] == bytes((_WAL,))
    except OSError:
        return False

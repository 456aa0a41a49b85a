"""Keeps what `check` said, and says it again while nothing it was read from has changed.

Imports the standard library alone: the second run must not pay for what it does not do.
"""

from __future__ import annotations

import json
import os
import sys
import time
import zlib
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Any, NamedTuple

from migralint import __version__
from migralint.source.cache_folder import cache_folder
from migralint.source.witness import Witness, still_holds

_MOST_KEPT = 200
_FORMAT = 1


class Answer(NamedTuple):
    """What a run of `check` put out."""

    exit_code: int
    stdout: str
    files: Mapping[str, str]
    """Further documents by path, as the command line names them."""


def request_key(arguments: Sequence[str], *, terminal: bool) -> tuple[str, ...]:
    """Return what decides, beside the files, what `check` says: the command line and where and how it is run."""
    return (
        str(_FORMAT),
        __version__,
        sys.version,
        _own_code(),
        os.getcwd(),
        "terminal" if terminal else "pipe",
        *(f"{name}={value}" for name, value in sorted(os.environ.items()) if _matters(name)),
        *arguments,
    )


def recall(key: Sequence[str]) -> Answer | None:
    """Return the answer kept under a key if every witness still holds; None in any doubt."""
    try:
        with open(_file(key), "rb") as stream:
            if hasattr(os, "geteuid") and os.fstat(stream.fileno()).st_uid != os.geteuid():
                return None  # what a stranger left is not put on anybody's terminal
            entry = json.load(stream)
        if entry["key"] != list(key) or time.time() >= entry["until"]:
            return None
        if not all(still_holds(witness) for witness in entry["witnesses"]):
            return None
        return Answer(int(entry["exit"]), str(entry["stdout"]), dict(entry["files"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None


def keep(key: Sequence[str], answer: Answer, witnesses: Sequence[Witness], *, until: float) -> None:
    """Keep an answer as long as the witnesses hold, but not beyond `until` (seconds since the epoch).

    A cache that cannot be written is no error.
    """
    entry: dict[str, Any] = {
        "key": list(key),
        "until": until,
        "exit": answer.exit_code,
        "stdout": answer.stdout,
        "files": dict(answer.files),
        "witnesses": [list(witness) for witness in witnesses],
    }
    path = _file(key)
    folder = os.path.dirname(path)
    temporary = f"{path}.{os.getpid()}"
    try:
        os.makedirs(folder, mode=0o700, exist_ok=True)
        with open(temporary, "x", encoding="ascii") as stream:
            json.dump(entry, stream, separators=(",", ":"))
        os.replace(temporary, path)
        _forget_oldest(folder)
    except (OSError, ValueError):
        return


def _file(key: Sequence[str]) -> str:
    text = "\0".join(key).encode("utf-8", "surrogateescape")
    # Two checksums make a good name; the key itself is in the file and is compared.
    name = f"{zlib.crc32(text):08x}{zlib.adler32(text):08x}.json"
    return os.path.join(cache_folder(), "reports", name)


def _matters(name: str) -> bool:
    return name.startswith(("MIGRALINT_", "XDG_")) or name in _VARIABLES


_VARIABLES = frozenset({"ALEMBIC_CONFIG", "CONDA_PREFIX", "HOME", "NO_COLOR", "TERM", "VIRTUAL_ENV"})


@cache
def _own_code() -> str:
    """A signature of migralint's own files: another version under the same number must not answer for this one."""
    newest = count = 0
    for entry in _python_files(os.path.dirname(os.path.dirname(os.path.abspath(__file__)))):
        newest = max(newest, entry.stat().st_mtime_ns)
        count += 1
    return f"{count}:{newest}"


def _python_files(folder: str) -> Iterator[os.DirEntry[str]]:
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.name.endswith((".py", ".json")):
                yield entry
            elif "." not in entry.name and entry.name != "__pycache__" and entry.is_dir():
                yield from _python_files(entry.path)


def _forget_oldest(folder: str) -> None:
    with os.scandir(folder) as entries:
        kept = sorted(((entry.stat().st_mtime_ns, entry.path) for entry in entries), reverse=True)
    for _, path in kept[_MOST_KEPT:]:
        os.unlink(path)

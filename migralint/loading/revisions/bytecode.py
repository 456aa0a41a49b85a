"""Byte code that Python runs instead of a revision file: recognised by its header, neither run nor unmarshalled.

What CPython trusts: https://docs.python.org/3/reference/import.html#cached-bytecode-invalidation
"""

from __future__ import annotations

import _imp
import os
import sys
from collections.abc import Iterable, Iterator

from msgspec import Struct

from migralint.history.file import RevisionFile

_HEADER = 16
_SUFFIXES = (".pyc", ".pyo")
_ASCII_TYPES = b"zZ\xfa\xda"
"""What CPython's marshal writes before the length of a short ASCII string, with and without its mark for references."""
_MOST_BYTES = 20_000_000


class ByteCode(Struct, frozen=True):
    """A compiled file that Python takes for a revision file, or may take."""

    path: str
    source: str
    """Absolute path of the revision file."""
    unchecked: bool
    """Python never compares it with its source. False: it does, by time and size or by a hash, and finds no difference,
    although the code cannot come from this source."""


def compiled_files(source: str) -> list[str]:
    """Every cached file of a source, of any interpreter and optimisation level, sorted.

    Those beside it and those below `PYTHONPYCACHEPREFIX`; not `x.pyc` beside `x.py`, which imports pass over.
    """
    found: list[str] = []
    for folder, name in _places(source):
        found += [os.path.join(folder, one) for one in _names(folder) if _stem(one) == name]
    return sorted(found)


def legacy_files(source: str) -> list[str]:
    """The `x.pyc` and `x.pyo` beside `x.py`: without their source they are the module."""
    paths = [f"{source[:-3]}{suffix}" for suffix in _SUFFIXES] if source.endswith(".py") else []
    return [path for path in paths if os.path.isfile(path)]


def shadowing_byte_code(files: Iterable[RevisionFile]) -> tuple[ByteCode, ...]:
    """The byte code that may stand for another revision than the file says, sorted by path."""
    listed: dict[str, dict[str, list[str]]] = {}
    caches: dict[str, tuple[str, ...]] = {}
    found: list[ByteCode] = []
    for file in files:
        if not file.path.endswith(".py"):
            continue
        places = [file.path, os.path.realpath(file.path)] if os.path.islink(file.path) else [file.path]
        for folder, name in map(os.path.split, places):
            if folder not in caches:
                caches[folder] = tuple(cache_folders(folder))
                listed |= {cache: _by_stem(cache) for cache in caches[folder]}
            for cache in caches[folder]:
                for compiled in listed[cache].get(name[:-3], ()):
                    path = os.path.join(cache, compiled)
                    unchecked = _judged(path, file)
                    if unchecked is not None:
                        found.append(ByteCode(path, file.path, unchecked))
    return tuple(sorted(dict.fromkeys(found), key=lambda one: one.path))


def cache_folders(folder: str) -> Iterator[str]:
    """Where the byte code of the files in `folder` may lie."""
    yield os.path.join(folder, "__pycache__")
    prefix = sys.pycache_prefix
    if prefix:
        # As importlib's `cache_from_source` puts it together.
        yield os.path.join(os.path.abspath(prefix), os.path.splitdrive(folder)[1].lstrip(os.sep))


def _judged(path: str, file: RevisionFile) -> bool | None:
    """Whether the byte code is never checked; None: nothing is wrong with it, or Python will not take it."""
    try:
        with open(path, "rb") as stream:
            head = stream.read(_HEADER)
            if len(head) < _HEADER or head[2:4] != b"\r\n":
                return None
            flags = int.from_bytes(head[4:8], "little")
            if flags == 0b01:
                return True
            if flags not in (0b00, 0b11) or ".cpython-" not in path or not _is_trusted(head, flags, file.path):
                return None
            code = stream.read(_MOST_BYTES)
    except OSError:
        return None
    return None if all(_holds(code, text) for text in _header_texts(file)) else False


def _is_trusted(head: bytes, flags: int, source: str) -> bool:
    """Whether Python finds what the byte code says of its source to be true."""
    if flags == 0:
        status = os.stat(source)
        stamp = (int(status.st_mtime) & 0xFFFFFFFF, status.st_size & 0xFFFFFFFF)
        return stamp == (int.from_bytes(head[8:12], "little"), int.from_bytes(head[12:16], "little"))
    with open(source, "rb") as stream:
        return _imp.source_hash(int.from_bytes(head[:4], "little"), stream.read()) == head[8:16]


def _header_texts(file: RevisionFile) -> Iterator[str]:
    """Strings that the header holds as they are, and so must what is compiled from it."""
    for field in (file.revision, file.down_revision, file.depends_on, file.branch_labels):
        if field.literal:
            yield from field.values


def _holds(code: bytes, text: str) -> bool:
    """Whether the string is a constant of marshalled code; strings of other characters count as held."""
    if not text.isascii() or len(text) > 255:
        return True
    needle = bytes([len(text)]) + text.encode()
    at = code.find(needle)
    while at > 0:
        if code[at - 1] in _ASCII_TYPES:
            return True
        at = code.find(needle, at + 1)
    return False


def _places(source: str) -> Iterator[tuple[str, str]]:
    """The folders of cached files and the name before their tags; Alembic resolves links, other importers do not."""
    for path in dict.fromkeys((os.path.abspath(source), os.path.realpath(source))):
        folder, name = os.path.split(path)
        for cache in cache_folders(folder):
            yield cache, os.path.splitext(name)[0]


def _by_stem(folder: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for name in sorted(_names(folder)):
        if name.endswith(_SUFFIXES):
            found.setdefault(_stem(name), []).append(name)
    return found


def _stem(name: str) -> str:
    """`x` of `x.cpython-311.pyc` and `x.cpython-311.opt-1.pyc`; nothing of a name that is no cached file."""
    stem, suffix = os.path.splitext(name)
    if suffix not in _SUFFIXES:
        return ""
    head, _, tag = stem.rpartition(".")
    return head.rpartition(".")[0] if tag.startswith("opt-") else head


def _names(folder: str) -> list[str]:
    try:
        return os.listdir(folder)
    except OSError:
        return []

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
"""The bytes that CPython's marshal writes before the length of a short ASCII string, without and with reference
flag."""
_MOST_BYTES = 20_000_000


class ByteCode(Struct, frozen=True):
    """A compiled file that Python runs, or may run, instead of a revision file."""

    path: str
    source: str
    """Absolute path of the revision file."""
    unchecked: bool
    """Whether Python never compares the file with its source.

    False: it does, by time and size or by a hash, and finds no difference, although the code cannot come from this
    source.
    """


def compiled_files(source: str) -> list[str]:
    """Return every cached file of a source, of any interpreter and optimisation level, sorted.

    It looks beside the source and below `PYTHONPYCACHEPREFIX`, but not for `x.pyc` beside `x.py`, which imports ignore.
    """
    paths: list[str] = []
    for folder, name in _places(source):
        paths += [os.path.join(folder, one) for one in _names(folder) if _stem(one) == name]
    return sorted(paths)


def legacy_files(source: str) -> list[str]:
    """Return the `x.pyc` and `x.pyo` beside `x.py`: imports use them when the source is missing."""
    paths = [f"{source[:-3]}{suffix}" for suffix in _SUFFIXES] if source.endswith(".py") else []
    return [path for path in paths if os.path.isfile(path)]


def shadowing_byte_code(files: Iterable[RevisionFile]) -> tuple[ByteCode, ...]:
    """Return the byte code that may be another revision than its source, sorted by path."""
    listed: dict[str, dict[str, list[str]]] = {}
    caches: dict[str, tuple[str, ...]] = {}
    shadowing: list[ByteCode] = []
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
                        shadowing.append(ByteCode(path, file.path, unchecked))
    return tuple(sorted(dict.fromkeys(shadowing), key=lambda one: one.path))


def cache_folders(folder: str) -> Iterator[str]:
    """Yield the folders that may contain the byte code of the files in `folder`; they need not exist."""
    yield os.path.join(folder, "__pycache__")
    prefix = sys.pycache_prefix
    if prefix:
        # The same path as that of importlib's `cache_from_source`.
        yield os.path.join(os.path.abspath(prefix), os.path.splitdrive(folder)[1].lstrip(os.sep))


def _judged(path: str, file: RevisionFile) -> bool | None:
    """Return the value of `ByteCode.unchecked`; None: the byte code is right, or Python does not use it."""
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
    """Whether the byte code matches its source by the criterion that Python checks: time and size, or a hash."""
    if flags == 0:
        status = os.stat(source)
        stamp = (int(status.st_mtime) & 0xFFFFFFFF, status.st_size & 0xFFFFFFFF)
        return stamp == (int.from_bytes(head[8:12], "little"), int.from_bytes(head[12:16], "little"))
    with open(source, "rb") as stream:
        return _imp.source_hash(int.from_bytes(head[:4], "little"), stream.read()) == head[8:16]


def _header_texts(file: RevisionFile) -> Iterator[str]:
    """Yield the strings that are literals of the header, and therefore constants of its byte code."""
    for field in (file.revision, file.down_revision, file.depends_on, file.branch_labels):
        if field.literal:
            yield from field.values


def _holds(code: bytes, text: str) -> bool:
    """Whether the string is a constant of marshalled code; True for long strings and those that are not ASCII."""
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
    """Yield the folders of cached files, each with the file name before the tags.

    A symbolic link has two, because Alembic resolves links and other importers do not.
    """
    for path in dict.fromkeys((os.path.abspath(source), os.path.realpath(source))):
        folder, name = os.path.split(path)
        for cache in cache_folders(folder):
            yield cache, os.path.splitext(name)[0]


def _by_stem(folder: str) -> dict[str, list[str]]:
    stems: dict[str, list[str]] = {}
    for name in sorted(_names(folder)):
        if name.endswith(_SUFFIXES):
            stems.setdefault(_stem(name), []).append(name)
    return stems


def _stem(name: str) -> str:
    """Return `x` for `x.cpython-311.pyc` and `x.cpython-311.opt-1.pyc`; empty for other kinds of files."""
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

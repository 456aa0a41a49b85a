"""Lists the files of the version locations as Alembic does, without reading them."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator

from msgspec import Struct

from migralint.loading.script_directory import ScriptDirectory
from migralint.source.errors import InputError
from migralint.source.reading import reason

_SOURCE_NAME = re.compile(r"(?!\.\#|__init__)(.*\.py)$")
_SOURCE_OR_BYTE_CODE_NAME = re.compile(r"(?!\.\#|__init__)(.*\.py)(c|o)?$")
"""Alembic's own two file name rules (alembic/script/base.py)."""


def is_revision_name(name: str) -> bool:
    """Whether Alembic loads a Python file of this name."""
    return _SOURCE_NAME.match(name) is not None


class Listing(Struct, frozen=True):
    """The files of the version locations; their paths are not resolved."""

    loaded: tuple[str, ...]
    """The files that Alembic loads, in its order: each file once."""
    ignored: tuple[str, ...]
    """Python files that Alembic ignores because of their name, except `__init__.py`; sorted."""
    stale_bytecode: tuple[str, ...]


def list_files(script: ScriptDirectory) -> Listing:
    """List the version locations as `ScriptDirectory._load_revisions` of Alembic does.

    Raises InputError if one of the folders cannot be read.
    """
    rule = _SOURCE_OR_BYTE_CODE_NAME if script.sourceless else _SOURCE_NAME
    loaded: dict[str, str] = {}
    ignored: set[str] = set()
    stale: set[str] = set()
    for location in script.version_locations:
        for path, real in _walk(location, script, stale):
            if real in loaded:
                continue
            # Alembic resolves a symbolic link before it checks the name
            name = real[real.rfind(os.sep) + 1 :]
            match = rule.match(name)
            if match is None:
                if path.endswith(".py") and name != "__init__.py":
                    ignored.add(path)
            elif name.endswith(".py") or not _has_better(real, match[1]):
                loaded[real] = path
    return Listing(tuple(loaded.values()), tuple(sorted(ignored)), tuple(sorted(stale)))


def _has_better(path: str, source_name: str) -> bool:
    """Whether Alembic prefers another file: the source to byte code, plain byte code to optimised byte code."""
    folder = os.path.dirname(path)
    if os.path.exists(os.path.join(folder, source_name)):
        return True
    return path.endswith("o") and os.path.exists(os.path.join(folder, source_name + "c"))


def _walk(folder: str, script: ScriptDirectory, stale: set[str]) -> Iterator[tuple[str, str]]:
    """Yield the files of one version location in load order, each with its real path.

    Adds byte code without source to `stale`.
    """
    files: dict[str, bool] = {}  # by name, whether it is a symbolic link
    folders: list[str] = []
    try:
        with os.scandir(folder) as entries:
            for entry in entries:
                if not _is_folder(entry):
                    files[entry.name] = entry.is_symlink()
                elif not entry.is_symlink() or entry.name == "__pycache__":
                    folders.append(entry.name)
    except FileNotFoundError:
        return
    except OSError as error:
        # Alembic continues without the revisions of the folder; a report without them would be wrong.
        raise InputError(f"cannot be read: {reason(error)}", path=folder) from None
    if not folder.endswith("__pycache__"):
        real_folder = os.path.realpath(folder)
        for name in sorted(files):
            path = f"{folder}{os.sep}{name}"
            yield path, os.path.realpath(path) if files[name] else f"{real_folder}{os.sep}{name}"
            if name.endswith((".pyc", ".pyo")) and name[:-1] not in files and not name.startswith("__init__"):
                stale.add(path)
        if "__pycache__" in folders:
            yield from _orphans(os.path.join(folder, "__pycache__"), files, script, stale)
    if script.recursive:
        for name in sorted(folders):
            if not os.path.islink(os.path.join(folder, name)):
                yield from _walk(os.path.join(folder, name), script, stale)


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir()
    except OSError:  # a link to itself
        return False


def _orphans(
    folder: str, sources: Iterable[str], script: ScriptDirectory, stale: set[str]
) -> Iterator[tuple[str, str]]:
    """Yield the byte code in a `__pycache__` whose source is missing, if the script directory is sourceless.

    Otherwise Alembic does not load it. In both cases the modules among it are added to `stale`.
    """
    stems = {name.split(".")[0] for name in sources}
    for name in _names(folder):
        path = os.path.join(folder, name)
        if name.split(".")[0] not in stems:
            if name.endswith((".pyc", ".pyo")) and not name.startswith("__init__"):
                stale.add(path)
            if script.sourceless:
                yield path, os.path.realpath(path)


def _names(folder: str) -> list[str]:
    try:
        return os.listdir(folder)
    except OSError:
        return []

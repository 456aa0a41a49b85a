"""A temporary copy of a script directory with other revision files."""

from __future__ import annotations

import os
import shutil
import stat
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from msgspec.structs import replace

from migralint.loading.script_directory import ScriptDirectory
from migralint.source.errors import InputError

_DEEP = os.path.join(*(["_"] * 12))
"""Folders above the copy, so that version locations above the script directory are inside the copy, too."""


@contextmanager
def mirrored(script: ScriptDirectory, files: Mapping[str, bytes]) -> Iterator[ScriptDirectory]:
    """Yield a script directory whose revision files are exactly `files`, for as long as the block runs.

    `files`: the contents by absolute path in `script`. Other files beside revision files (SQL that they read, modules)
    are copied; env.py and the configuration are the project's own.
    """
    with tempfile.TemporaryDirectory(prefix="migralint-") as folder:
        top = os.path.join(os.path.realpath(folder), _DEEP)

        def there(path: str) -> str:
            target = os.path.normpath(os.path.join(top, os.path.relpath(path, script.path)))
            if not target.startswith(os.path.realpath(folder) + os.sep):
                raise InputError("is too far from the script directory to be copied with it", path=path)
            return target

        for source in dict.fromkeys((script.path, *script.version_locations)):
            shutil.copytree(source, there(source), ignore=_left_out, dirs_exist_ok=True, symlinks=False)
        for location in script.version_locations:
            _remove_revisions(there(location), recursive=script.recursive)
        for path, data in files.items():
            target = Path(there(path))
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(data)
        yield replace(script, version_locations=tuple(map(there, script.version_locations)), sourceless=False)


def _left_out(folder: str, names: list[str]) -> set[str]:
    skipped = {name for name in names if name in ("__pycache__", ".git") or name.endswith((".pyc", ".db", ".sqlite"))}
    return skipped | {name for name in names if not _can_be_copied(folder, name)}


def _can_be_copied(folder: str, name: str) -> bool:
    """Whether an entry can be copied: not a pipe or device, which can be endless, and not a cycle of links."""
    path = os.path.join(folder, name)
    try:
        mode = os.stat(path).st_mode
    except OSError:
        return False
    if stat.S_ISDIR(mode) and os.path.islink(path):
        real = os.path.realpath(folder)
        return not f"{real}{os.sep}".startswith(os.path.realpath(path).rstrip(os.sep) + os.sep)
    return stat.S_ISREG(mode) or stat.S_ISDIR(mode)


def _remove_revisions(folder: str, *, recursive: bool) -> None:
    for path in Path(folder).rglob("*.py") if recursive else Path(folder).glob("*.py"):
        if path.name != "__init__.py":
            path.unlink()

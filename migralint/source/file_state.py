"""The state of a file or folder, so that a later run can tell whether it changed; reads no contents."""

from __future__ import annotations

import os

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

FileState = tuple[str, str, "Any"]
"""Kind, absolute path, and the observed values, which the cache can store."""

FILE, FOLDER, NAMES, CONFIGURATION = "file", "folder", "names", "configuration"
_MARKS = frozenset({".git", ".hg", ".svn", "pyproject.toml", "migralint.toml", "env.py", "versions", "script.py.mako"})


def file_state(path: str) -> FileState:
    """Return the times, size, inode and mode of a file; a missing file has a state, too."""
    return FILE, path, _stamps(path)


def folder_state(path: str) -> FileState:
    """Return the names in a folder and the state of each file directly in it."""
    return FOLDER, path, _entries(path)


def names_state(path: str) -> FileState:
    """Return the names in a folder, without the state of its files."""
    return NAMES, path, _names(path)


def configuration_state(path: str) -> FileState:
    """Return the state of those entries of a folder that decide where a project begins and how it is configured."""
    return CONFIGURATION, path, _configuration(path)


def is_unchanged(state: Any) -> bool:
    """Whether a state, which may come from a cache, is still the present one."""
    kind, path, seen = state
    return bool(_TAKE[kind](path) == seen)


def newest_stamp(state: FileState) -> int:
    """Return the latest time in a state, in nanoseconds since the epoch; 0 if it holds none."""
    kind, _, seen = state
    if kind == NAMES or seen is None:
        return 0
    groups = [seen] if kind == FILE else list(seen.values())
    return max((max(stamps[:2]) for stamps in groups if stamps), default=0)


def _stamps(path: str) -> list[int] | None:
    try:
        return _of(os.stat(path))
    except (OSError, ValueError):
        return None


def _of(status: os.stat_result) -> list[int]:
    # A program can set back the time of the contents (mtime), but not that of the inode (ctime).
    return [status.st_mtime_ns, status.st_ctime_ns, status.st_size, status.st_ino, status.st_mode]


def _entries(path: str) -> dict[str, list[int] | None] | None:
    try:
        with os.scandir(path) as entries:
            return {entry.name: _entry(entry) for entry in entries}
    except OSError:
        return None


def _entry(entry: os.DirEntry[str]) -> list[int] | None:
    try:
        # A subfolder only counts by its name: its times change with every compiled file.
        return [0, 0, 0] if entry.is_dir() else _of(entry.stat())
    except OSError:
        return None


def _names(path: str) -> list[str] | None:
    try:
        return sorted(os.listdir(path))
    except OSError:
        return None


def _configuration(path: str) -> dict[str, list[int] | None] | None:
    try:
        names = os.listdir(path)
    except OSError:
        return None
    entries: dict[str, list[int] | None] = {}
    for name in names:
        if name in _MARKS or name.endswith(".ini"):
            stamps = _stamps(os.path.join(path, name))
            # The folder of a version control system changes all the time; only its existence matters.
            entries[name] = [0, 0, 0] if stamps and name.startswith(".") else stamps
    return entries


_TAKE = {FILE: _stamps, FOLDER: _entries, NAMES: _names, CONFIGURATION: _configuration}

"""Which files a prune of one script directory can change: a journal that names other files is refused."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable
from fnmatch import fnmatchcase

from migralint.loading.records.ledger import FLOOR_FILE, LEDGER_FILE
from migralint.loading.records.unfinished import GUARD_FILE
from migralint.source.json_records import RecordError

_FLOORS = FLOOR_FILE.format("*")
_REVISION_ENDS = (".py", ".pyc", ".pyo")
_NEVER = frozenset((".git", ".hg", ".svn", "__pycache__", "site-packages"))


class AllowedPaths:
    """The paths that the journal of a script directory may contain, in its form: relative to the directory."""

    def __init__(self, script_directory: str, version_locations: Iterable[str] = ()) -> None:
        """All paths are absolute. Without version locations, any folder inside the script directory counts as one."""
        self._top = os.path.normpath(script_directory)
        self._locations = tuple(map(os.path.normpath, version_locations))

    def changed(self, relative: str) -> str:
        """The absolute path of a file to change. Raises RecordError if no prune of this directory changes it."""
        path = self._absolute(relative)
        folder, name = os.path.split(path)
        if folder == self._top and (name == LEDGER_FILE or fnmatchcase(name, _FLOORS)):
            self._refuse_links(folder, relative)
            return path
        tops = self._locations or (self._top,)
        top = next((one for one in tops if path.startswith(one.rstrip(os.sep) + os.sep)), None)
        is_env = path == os.path.join(self._top, "env.py")
        if top is None or is_env or not _may_be_revision(os.path.relpath(path, top)):
            raise RecordError(f"it names {_quoted(relative)}, which is not a revision file of this directory")
        self._refuse_links(folder, relative)
        return path

    def guarded(self, relative: str) -> str:
        """The absolute path of a folder with a guard. Raises RecordError if it is not a version location."""
        path = self._absolute(relative)
        allowed = path in self._locations if self._locations else self._is_inside(path)
        if not allowed or not os.path.isdir(path):
            raise RecordError(f"it guards {_quoted(relative)}, which is not a version location of this directory")
        self._refuse_links(path, relative)
        return path

    def _absolute(self, relative: str) -> str:
        if os.path.isabs(relative):
            raise RecordError(f"it names {_quoted(relative)}, but paths in a journal must be relative")
        return os.path.normpath(os.path.join(self._top, relative))

    def _is_inside(self, path: str) -> bool:
        return any(path == one or path.startswith(one.rstrip(os.sep) + os.sep) for one in (self._top, *self._locations))

    def _refuse_links(self, folder: str, relative: str) -> None:
        """Raise RecordError if links make the folder another one than its path says, outside the directory."""
        real = os.path.realpath(folder)
        tops = [os.path.realpath(one) for one in (self._top, *self._locations)]
        if not any(real == one or real.startswith(one.rstrip(os.sep) + os.sep) for one in tops):
            raise RecordError(f"it names {_quoted(relative)}, which links out of this directory")


def _may_be_revision(relative: str) -> bool:
    """Whether a file at this path below a version location can be one that Alembic loads, or its byte code."""
    *folders, name = relative.split(os.sep)
    if _NEVER.intersection(part.lower() for part in folders):
        return False
    stem, end = os.path.splitext(name)
    return end in _REVISION_ENDS and bool(stem) and not name.startswith(("__init__", ".#")) and name != GUARD_FILE


def is_plain_folder(path: str) -> bool:
    """Whether the path is an existing folder, and not a link to one."""
    try:
        return stat.S_ISDIR(os.lstat(path).st_mode)
    except OSError:
        return False


def _quoted(relative: str) -> str:
    """A name from a journal, for a message; a URL is not shown, since it may contain a password."""
    return "a URL" if "://" in relative else f"{relative!r:.200}"

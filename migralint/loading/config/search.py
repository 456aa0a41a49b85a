"""Recognises configurations, script directories and revision files in folders; reads no option."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from typing import NamedTuple

from migralint.loading.repository import repository_top
from migralint.source.errors import InputError
from migralint.source.reading import read_head, reason

FOLDERS_LIMIT = 20_000
"""The maximum number of folders that a search visits."""

_INSTALLED = ("__pycache__", "node_modules", "bower_components", "site-packages", "dist-packages")
_BUILT = ("build", "dist", "target", "htmlcov", "_build")
_SKIPPED = frozenset((*_INSTALLED, *_BUILT))
_UNREMARKABLE = frozenset({"__pycache__", ".git", ".hg", ".svn"})
_REVISION = re.compile(rb"^down_revision[ \t]*[=:]", re.MULTILINE)
_PEEK = 16 * 1024
_PEEKS = 50


class Folder(NamedTuple):
    """The entries of one folder by name; links to folders count as folders."""

    path: str
    """The path of the folder as the caller named it."""
    files: frozenset[str]
    """Names of all entries except folders."""
    folders: tuple[str, ...]
    """Names of its folders, sorted, without links to folders, which could form a cycle."""

    def join(self, name: str) -> str:
        """Return the path of the entry `name`."""
        return os.path.join(self.path, name)

    @property
    def ini_files(self) -> list[str]:
        """Names of ini files, `alembic.ini` first."""
        names = [name for name in self.files if name.endswith(".ini")]
        return sorted(names, key=lambda name: (name != "alembic.ini", name))

    @property
    def is_script_directory(self) -> bool:
        """Whether Alembic's `env.py` is here, with `versions` or the template for new revisions beside it."""
        if "env.py" not in self.files:
            return False
        return "script.py.mako" in self.files or os.path.isdir(self.join("versions"))

    @property
    def has_revisions(self) -> bool:
        """Whether a Python file in it assigns `down_revision`; only the first fifty files are checked."""
        names = sorted(name for name in self.files if name.endswith(".py"))
        return any(_is_revision(self.join(name)) for name in names[:_PEEKS])


def read_folder(path: str) -> Folder:
    """Return the entries of the folder `path`. Raises InputError if it cannot be read."""
    files: set[str] = set()
    folders: list[str] = []
    try:
        with os.scandir(path) as entries:
            for entry in entries:
                if entry.is_dir(follow_symlinks=False):
                    folders.append(entry.name)
                elif not entry.is_symlink() or not os.path.isdir(
                    entry.path
                ):  # unlike the is_dir of the entry itself, it does not fail on a loop of links
                    files.add(entry.name)
    except OSError as error:
        raise InputError(f"cannot be read: {reason(error)}", path=path) from None
    return Folder(path, frozenset(files), tuple(sorted(folders)))


def folders_below(top: Folder, passed_over: list[str] | None = None) -> Iterator[Folder]:
    """Yield `top` and the folders below it that may contain the project's own code, parents first, by name.

    Left out: hidden folders, virtual environments, installed packages, build output, templates of folder names, folders
    behind links, repositories inside a repository (worktrees, submodules, clones), and folders that the system does not
    let this user read; `passed_over` receives a sentence for each. Raises InputError after FOLDERS_LIMIT folders.
    """
    passed_over = [] if passed_over is None else passed_over
    in_repository = repository_top(top.path) is not None
    waiting = [top]
    visited = 0
    while waiting:
        folder = waiting.pop()
        if folder is not top and (reason := _of_others(folder, in_repository)):
            passed_over.append(f"{os.path.relpath(folder.path, top.path)}: {reason}")
            continue
        visited += 1
        if visited > FOLDERS_LIMIT:
            message = f"more than {FOLDERS_LIMIT} folders below it; that is too many to search"
            raise InputError(message, path=top.path, hint="name the script directory or its alembic.ini")
        yield folder
        below: list[Folder] = []
        for name in folder.folders:
            if name.startswith(".") or name in _SKIPPED or name.endswith(".egg-info") or "{{" in name:
                if name not in _UNREMARKABLE:
                    passed_over.append(f"{os.path.relpath(folder.join(name), top.path)}: {_reason(name)}")
                continue
            try:
                below.append(read_folder(folder.join(name)))
            except InputError:  # not readable for this user; read_folder refuses a folder that was named
                continue
        waiting += reversed(below)


def _of_others(folder: Folder, in_repository: bool) -> str:
    if "pyvenv.cfg" in folder.files:
        return "it is a virtual environment"
    if in_repository and ".git" in folder.files:
        return "it is a worktree or a submodule"
    if in_repository and any(mark in folder.folders for mark in (".git", ".hg", ".svn")):
        return "it is a separate repository"
    return ""


def _reason(name: str) -> str:
    if name.startswith("."):
        return "it is hidden"
    if name in _INSTALLED:
        return "it holds installed packages"
    return "its name is a template" if "{{" in name else "it is build output"


def _is_revision(path: str) -> bool:
    try:
        return _REVISION.search(read_head(path, _PEEK)) is not None
    except OSError:
        return False

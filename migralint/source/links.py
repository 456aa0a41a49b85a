"""Symbolic links out of their tree: a clone may contain some, and nothing is written through them.

A link belongs to the nearest working copy (or, without version control, project) above the folder it lies in. Links
outside any tree are the user's or the system's own, as `/tmp` is on macOS.
"""

from __future__ import annotations

import os
from collections.abc import Iterator

from migralint.source.errors import InputError

_VERSION_CONTROL = (".git", ".hg", ".svn")
_PROJECT = ("pyproject.toml", "migralint.toml", "alembic.ini", "setup.py", "setup.cfg")


def refuse_links_out(path: str | os.PathLike[str], *, last: bool = True) -> None:
    """Raise InputError if a symbolic link on the way to `path` leads out of its tree, or into a version control folder.

    Without `last` only the folders above `path` are checked, because removing or replacing a link does not follow it.
    The file need not exist. If `path` itself is a link that belongs to no tree, it may lead to its own folder and
    below.
    """
    for link, folder, is_last in _links(os.path.join(os.getcwd(), path)):
        if is_last and not last:
            return
        tree = _tree(folder) or (folder if is_last else None)
        if tree is None:
            continue
        target = os.path.realpath(link)
        if not _is_below(target, tree) or _in_version_control(target, tree):
            raise InputError(
                f"is a symbolic link out of the project tree, to {target}",
                path=link,
                hint="nothing is written through such a link; replace it with the file or folder itself",
            )


def _links(path: str) -> Iterator[tuple[str, str, bool]]:
    """Yield every symbolic link on the way: its own path, its real folder, and whether it is the last part of the path.

    A link is resolved completely: further links that it leads through are not listed.
    """
    parts = [part for part in path.split(os.sep) if part not in ("", ".")]
    current = os.path.realpath(os.sep)
    for number, part in enumerate(parts, start=1):
        if part == "..":
            current = os.path.dirname(current)
            continue
        candidate = os.path.join(current, part)
        if os.path.islink(candidate):
            yield candidate, current, number == len(parts)
            candidate = os.path.realpath(candidate)
        current = candidate


def _tree(folder: str) -> str | None:
    """Return the working copy, otherwise the project, that contains a real folder; None: neither."""
    project: str | None = None
    current = folder
    while True:
        if any(os.path.lexists(os.path.join(current, name)) for name in _VERSION_CONTROL):
            return current
        if project is None and any(os.path.lexists(os.path.join(current, name)) for name in _PROJECT):
            project = current
        parent = os.path.dirname(current)
        if parent == current:
            return project
        current = parent


def _is_below(path: str, folder: str) -> bool:
    return path == folder or path.startswith(folder.rstrip(os.sep) + os.sep)


def _in_version_control(path: str, tree: str) -> bool:
    return any(part.lower() in _VERSION_CONTROL for part in os.path.relpath(path, tree).split(os.sep))

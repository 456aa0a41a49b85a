"""Finds the root of a repository: looks at folders, never runs version control."""

from __future__ import annotations

import os
from collections.abc import Iterator

_MARKS = (".git", ".hg", ".svn")


def repository_top(folder: str) -> str | None:
    """Return the nearest folder from `folder` upward that is the top of a working copy of a version control system."""
    for candidate in ancestors(folder):
        if any(os.path.exists(os.path.join(candidate, mark)) for mark in _MARKS):
            return candidate
    return None


def ancestors(folder: str, top: str | None = None) -> Iterator[str]:
    """Yield `folder` and the folders above it, nearest first, up to `top` (included) or the file system's root."""
    current = os.path.abspath(folder)
    while True:
        yield current
        parent = os.path.dirname(current)
        if current == top or parent == current:
            return
        current = parent


def is_below(path: str, folder: str) -> bool:
    """Whether `path` is `folder` or inside it, after resolving symbolic links in both."""
    real, top = os.path.realpath(path), os.path.realpath(folder)
    return real == top or real.startswith(top.rstrip(os.sep) + os.sep)

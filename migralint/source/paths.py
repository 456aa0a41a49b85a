"""The paths of files as they are shown: relative to the working directory or to the project."""

from __future__ import annotations

import os


def relative(path: str, folder: str) -> str:
    """Return the path relative to a folder, with `/`; unchanged if no relative path exists (another drive)."""
    try:
        return os.path.relpath(path, folder).replace(os.sep, "/")
    except ValueError:
        return path.replace(os.sep, "/")


def shortest(path: str, folder: str) -> str:
    """Return the path relative to a folder; unchanged if that would climb three levels or more."""
    near = relative(path, folder)
    return path if near.startswith("../../../") else near

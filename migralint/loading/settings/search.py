"""Finds the settings of a project: [tool.migralint] in pyproject.toml, or migralint.toml."""

from __future__ import annotations

import os

from migralint.loading.repository import ancestors, repository_top
from migralint.loading.settings.values import OWN_FILE, SHARED_FILE, Settings
from migralint.source.reading import read_input

_LIMIT = 16 * 1024 * 1024


def load_settings(start: str = ".", file: str | None = None) -> Settings:
    """Return the settings for the project that `start`, a folder or a file, belongs to.

    `file` is read if it is set. Otherwise the nearest file with settings from `start` upward to the top of its
    repository (without one: upward to the root of the file system); it is an error if a folder has settings both in
    migralint.toml and in pyproject.toml. Without any file all settings have their defaults.

    Raises InputError with file and line: unreadable or invalid file, unknown key (with the most similar key), wrong
    type.
    """
    if file is not None:
        return _from_file(file)
    folder = os.path.abspath(start if os.path.isdir(start) else os.path.dirname(start) or ".")
    for above in ancestors(folder, repository_top(folder)):
        own, shared = (os.path.join(above, name) for name in (OWN_FILE, SHARED_FILE))
        settings = _from_shared(shared, alone=not os.path.lexists(own)) if os.path.exists(shared) else None
        if os.path.lexists(own):
            return _from_file(own)
        if settings is not None:
            return settings
    return Settings()


def _from_file(path: str) -> Settings:
    from migralint.loading.settings.file import parse_settings  # most projects have no settings and need no tomllib

    return parse_settings(read_input(path, limit=_LIMIT), path)


def _from_shared(path: str, *, alone: bool) -> Settings | None:
    """The settings in a pyproject.toml, None if it has none; a file that does not mention them is not parsed."""
    data = read_input(path, limit=_LIMIT)
    if b"migralint" not in data:
        return None
    from migralint.loading.settings.file import shared_settings  # as above

    return shared_settings(data, path, alone=alone)

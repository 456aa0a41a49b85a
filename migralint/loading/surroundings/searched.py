"""The states of the folders of the application that were searched for facts: a report depends on them."""

from __future__ import annotations

import os

from migralint.source.file_state import FileState, file_state, folder_state, names_state

_MOST = 1_000
"""The most states to keep: in a larger application, comparing them takes longer than searching it again."""


class SearchedSources:
    """Takes the state of each folder before a file in it is read, each once."""

    def __init__(self) -> None:
        """Nothing was searched yet."""
        self._states: dict[tuple[str, str], FileState] = {}

    @property
    def file_states(self) -> list[FileState] | None:
        """The states; None: there are too many to compare, so the report must not be repeated."""
        return [*self._states.values()] if len(self._states) <= _MOST else None

    def files_in(self, folder: str) -> None:
        """All files directly in a folder are read, or may be."""
        self._take("files", folder)

    def packages_in(self, folder: str) -> None:
        """The names in a folder are read, and which of its subfolders are packages."""
        self._take("names", folder)
        try:
            subfolders = [entry.path for entry in os.scandir(folder) if entry.is_dir() and entry.name.isidentifier()]
        except OSError:
            return
        for subfolder in subfolders:
            self._take("file", os.path.join(subfolder, "__init__.py"))

    def _take(self, kind: str, path: str) -> None:
        if (kind, path) not in self._states and len(self._states) <= _MOST:
            self._states[kind, path] = _KINDS[kind](path)


_KINDS = {"files": folder_state, "names": names_state, "file": file_state}

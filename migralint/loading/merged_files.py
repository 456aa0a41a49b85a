"""Whether a revision file is merged or released already, where nobody says which ones are new."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from migralint.loading.repository import ancestors
from migralint.source.errors import InputError
from migralint.source.file_state import FileState, file_state

if TYPE_CHECKING:
    from migralint.loading.git.repository import Repository  # most runs do not call git


class MergedFiles:
    """Tells from git and installers which files are merged or released; each file is looked up once, on demand."""

    def __init__(self) -> None:
        """Nothing is read yet."""
        self.file_states: list[FileState] | None = []
        """The states of further files that the answers depend on; None: they also depend on other inputs."""
        self._answers: dict[str, bool] = {}
        self._mainlines: dict[str, tuple[Repository, str] | None] = {}

    def has(self, path: str) -> bool:
        """Whether the main branch, or an installed package, has the file in its present form. False if that is
        uncertain."""
        if path not in self._answers:
            self._answers[path] = self._in_mainline(path) or self._is_installed(path)
        return self._answers[path]

    def _in_mainline(self, path: str) -> bool:
        folder = os.path.dirname(path)
        if not any(os.path.lexists(os.path.join(above, ".git")) for above in ancestors(folder)):
            return False
        from migralint.loading.git.mainline import holds

        try:
            if folder not in self._mainlines:
                self._mainlines[folder] = self._mainline(folder)
            mainline = self._mainlines[folder]
            return mainline is not None and holds(*mainline, path)
        except (InputError, OSError):  # no git, or git fails
            self.file_states = None
            return False

    def _mainline(self, folder: str) -> tuple[Repository, str] | None:
        from migralint.loading.git.mainline import mainline, mainline_states
        from migralint.loading.git.repository import find_repository

        repository = find_repository(folder)
        if repository is None:
            return None
        self._depend_on(mainline_states(repository))
        commit = mainline(repository)
        return (repository, commit) if commit is not None else None

    def _is_installed(self, path: str) -> bool:
        from migralint.loading.records.installed_files import record_of

        record = record_of(path)
        if record is not None:
            self._depend_on([file_state(record)])
        return record is not None

    def _depend_on(self, file_states: list[FileState] | None) -> None:
        self.file_states = (
            None if file_states is None or self.file_states is None else [*self.file_states, *file_states]
        )

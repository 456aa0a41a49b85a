"""The project under test in a pytest run, and the servers that its tests share."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from migralint.commands.opening import ProjectOptions
from migralint.commands.stages import Stages

if TYPE_CHECKING:
    import pytest

    from migralint.database.project.site import Site


class Target:
    """One project; it is read, and servers are started, when first needed."""

    def __init__(self, path: str, databases: tuple[str, ...], seeds: str) -> None:
        """`path`: the project, as migralint takes it; `databases`: those of the command line; `seeds`: a file or ""."""
        self.path = path
        self.seeds = seeds
        self._requested = databases
        self._sites: dict[str, Site] = {}
        self._open = ExitStack()
        self._folder: Path | None = None
        self._numbers = itertools.count(1)

    @cached_property
    def options(self) -> ProjectOptions:
        """The options in the form that commands take."""
        return ProjectOptions(self.path)

    @cached_property
    def stages(self) -> Stages:
        """The project, read from disk. Raises InputError as every command does."""
        return Stages(self.options)

    def databases(self) -> tuple[str, ...]:
        """The databases of its tests: those of the command line, otherwise those of the settings, otherwise SQLite."""
        return self._requested or self.stages.databases

    def site(self, database: str | None) -> Site:
        """The place for scratch databases; a server is started once and lives as long as the run."""
        name = database or self.databases()[0]
        if name not in self._sites:
            self._sites[name] = self._open.enter_context(self.stages.site(name))
        return self._sites[name]

    def new_folder(self) -> Path:
        """An empty folder, which is removed after the run. Raises LookupError outside `serving`."""
        if self._folder is None:
            raise LookupError("no folder for scratch databases")
        folder = self._folder / f"database-{next(self._numbers)}"
        folder.mkdir()
        return folder

    @contextmanager
    def serving(self, folder: Path) -> Iterator[None]:
        """Keep servers and, below `folder`, files until the end of the block."""
        self._folder = folder
        try:
            with self._open:
                yield
        finally:
            self._sites.clear()
            self._open = ExitStack()


def target_of(config: pytest.Config) -> Target:
    """The target that the options and the ini file of this run describe; paths are relative to the root of the run."""
    root = config.rootpath
    path = str(root / (config.getini("migralint_path") or "."))
    seeds = config.getini("migralint_seeds")
    return Target(path, tuple(config.getoption("--migralint-database") or ()), str(root / seeds) if seeds else "")

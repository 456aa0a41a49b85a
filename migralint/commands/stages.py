"""Opens scratch databases that are kept between revisions, and determines where a revision starts."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from migralint.commands.listener import SILENT, Listener, child_steps
from migralint.commands.opening import ProjectOptions, open_script
from migralint.commands.verify import VerifyCommand, check_database, verify_options
from migralint.database.floor.build import BuildFailedError as BuildFailedError
from migralint.database.options import VerifyOptions
from migralint.database.project.conversation import Progress
from migralint.database.project.site import Site, site_of
from migralint.database.staged.staged import Move as Move
from migralint.database.staged.staged import Place as Place
from migralint.database.staged.staged import StagedDatabase as StagedDatabase
from migralint.database.staged.staged import staged_database
from migralint.history.history import History
from migralint.loading.revisions.directory import load_directory
from migralint.loading.script_directory import ScriptDirectory
from migralint.source.errors import InputError
from migralint.source.spelling import did_you_mean


class Stages:
    """A project whose revisions can be run on scratch databases, one after the other."""

    def __init__(self, options: ProjectOptions, *, listener: Listener = SILENT) -> None:
        """Read the project; project code runs in this interpreter unless the settings name another.

        Raises InputError as every command does.
        """
        project, self.script = open_script(options)
        self.settings = project.settings
        command = VerifyCommand(project=options, python=project.settings.python or sys.executable)
        self.options: VerifyOptions = verify_options(command, project.settings, self.script)
        self.history: History = load_directory(self.script).history
        self.progress: Callable[[Progress], None] = child_steps(listener)

    @property
    def databases(self) -> tuple[str, ...]:
        """The databases in the settings; SQLite if there are none."""
        return self.settings.verify.databases or ("sqlite",)

    def revision(self, symbol: str) -> str:
        """The full id of `symbol`: an id, a unique prefix of one, or a label. Raises InputError."""
        full_id = self.history.resolve(symbol)
        if full_id is not None:
            return full_id
        longer = [known for known in self.history.revisions if symbol and known.startswith(symbol)]
        if len(longer) == 1:
            return longer[0]
        hint = f"it could be {' or '.join(longer[:3])}" if longer else did_you_mean(symbol, self.history.revisions)
        raise InputError(f'there is no revision "{symbol}"', hint=hint)

    def parents(self, symbol: str) -> tuple[str, ...]:
        """The revisions that must run before: its parents and its dependencies. Raises InputError."""
        revision = self.revision(symbol)
        return tuple(dict.fromkeys((*self.history.parents(revision), *self.history.dependencies(revision))))

    @contextmanager
    def site(self, database: str) -> Iterator[Site]:
        """Yield the place for databases named "sqlite", "postgresql" or by a URL. Raises InputError."""
        check_database(database)
        with site_of(database, self.progress) as site:
            yield site

    @contextmanager
    def database(self, site: Site, folder: Path) -> Iterator[StagedDatabase]:
        """Yield an empty database on the site, with its files in `folder`. Raises InputError."""
        with staged_database(self.script, self.options, site, folder) as staged:
            yield staged


__all__ = ["BuildFailedError", "Move", "Place", "ScriptDirectory", "StagedDatabase", "Stages"]

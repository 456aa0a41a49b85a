"""A project: found in the same way as by the commands, and read from disk on demand."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from msgspec import Struct, field

from migralint.commands.opening import ProjectOptions

if TYPE_CHECKING:
    from migralint.history.history import History
    from migralint.loading.script_directory import ScriptDirectory
    from migralint.loading.settings.values import Settings


class Project(Struct, frozen=True, dict=True):
    """One project: its settings and its script directories, read from disk on demand."""

    options: ProjectOptions = field(default_factory=ProjectOptions)

    @cached_property
    def settings(self) -> Settings:
        """migralint's settings; the defaults if the project has none."""
        return self.options.project().settings

    @cached_property
    def script_directories(self) -> tuple[ScriptDirectory, ...]:
        """At least one, in a stable order."""
        return self.options.project().candidates

    @cached_property
    def histories(self) -> tuple[History, ...]:
        """The revisions of each script directory, in the same order; `History.graph` is a `networkx.DiGraph`."""
        from migralint.loading.revisions.directory import load_directory

        return tuple(load_directory(script).history for script in self.script_directories)


def load(
    path: str = ".",
    *,
    config: str | None = None,
    name: str | None = None,
    settings: str | None = None,
    manifest: str | None = None,
) -> Project:
    """Find the project at `path`, as every command does.

    `path`: a project folder, an `alembic.ini`, a `pyproject.toml`, a script directory or a `versions/` folder;
    `config`, `name`: Alembic's `-c` and `-n`; `settings`, `manifest`: files to use instead of those of the project.
    Raises InputError if settings or configuration are wrong, or if there is no script directory.
    """
    project = Project(ProjectOptions(path, config, name, settings, manifest))
    _ = project.script_directories
    return project

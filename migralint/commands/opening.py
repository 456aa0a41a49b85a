"""Opens the script directory of a command."""

from __future__ import annotations

from msgspec import Struct

from migralint.loading.discovery.candidates import the_one
from migralint.loading.discovery.project import Project, open_project
from migralint.loading.records.unfinished import refuse_unfinished_prune
from migralint.loading.script_directory import ScriptDirectory


class ProjectOptions(Struct, frozen=True):
    """The project that a command works on; None: the default of Alembic's configuration and the settings."""

    path: str = "."
    config: str | None = None
    """Alembic's configuration file (`-c`)."""
    name: str | None = None
    """The section of the ini file (`-n`)."""
    settings: str | None = None
    """migralint's settings file."""
    manifest: str | None = None
    """The list of environments."""

    def project(self) -> Project:
        """Find the project. Raises InputError if settings or configuration are wrong, or no script directory exists."""
        return open_project([self.path], config=self.config, name=self.name, settings_file=self.settings)


def open_script(options: ProjectOptions) -> tuple[Project, ScriptDirectory]:
    """Return the project and its only script directory.

    Raises InputError if there is none or several, or if a prune of it is unfinished.
    """
    project = options.project()
    script = the_one(project.candidates)
    refuse_unfinished_prune(script.path, script.version_locations)
    return project, script

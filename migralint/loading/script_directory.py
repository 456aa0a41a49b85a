"""The location of the revisions of one history and how Alembic would read them: a value; nothing is read here."""

from __future__ import annotations

from msgspec import Struct

DEFAULT_FILE_TEMPLATE = "%(rev)s_%(slug)s"
"""Alembic's default file name pattern."""


class ScriptDirectory(Struct, frozen=True):
    """One script directory with its version locations; all paths are absolute."""

    path: str
    """The folder with env.py; for a bare folder of revision files, that folder."""
    version_locations: tuple[str, ...]
    """The folders with revision files, in Alembic's order, each once; all of them exist, so there may be none."""
    recursive: bool = False
    """Sub-folders of the version locations hold revisions too (`recursive_version_locations`)."""
    sourceless: bool = False
    """Byte code without source counts as a revision (`sourceless`)."""
    file_template: str = DEFAULT_FILE_TEMPLATE
    """The pattern of new files' names (`file_template`), interpolated but not filled in."""
    config: str | None = None
    """The ini or pyproject file that names the script location; None: it was not found through a configuration."""
    section: str = "alembic"
    """The section of the ini file."""
    root: str = ""
    """Paths are shown relative to this folder: the top of the repository, otherwise the configuration's folder,
    otherwise `path`."""
    unresolved: tuple[str, ...] = ()
    """Version locations in the configuration that do not exist; their revisions are unknown."""
    outside: tuple[str, ...] = ()
    """The members of `version_locations` outside `root`: in other repositories or installed packages."""
    ini: str | None = None
    """The ini file, None if there is none; Alembic reads it together with `toml`, and the ini wins for each option."""
    toml: str | None = None
    """The pyproject.toml with [tool.alembic], None if there is none."""
    working_directory: str = ""
    """The folder in which Alembic has to run so that the configuration's relative paths mean these folders."""
    prepend_sys_path: tuple[str, ...] = ()
    """The folders Alembic puts in front of `sys.path`."""
    trusted_stars: tuple[str, ...] = ()
    """Modules whose `import *` is known to set no header name (the setting `trusted-star-imports`)."""

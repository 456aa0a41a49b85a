"""The location of the revisions of one history and how Alembic would read them: a value; nothing is read here."""

from __future__ import annotations

from msgspec import Struct

DEFAULT_FILE_TEMPLATE = "%(rev)s_%(slug)s"
"""Alembic's file name pattern where the configuration names none."""


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
    """The ini or pyproject file that names the script location; None: found without a configuration."""
    section: str = "alembic"
    """The section of the ini file."""
    root: str = ""
    """Paths are shown relative to this: the top of the repository, otherwise the configuration's folder, otherwise
    `path`."""
    unresolved: tuple[str, ...] = ()
    """Version locations as the configuration names them that are not on disk; their revisions are unknown."""
    outside: tuple[str, ...] = ()
    """Those of `version_locations` that do not lie below `root`: other repositories or installed packages."""
    ini: str | None = None
    """The ini file, None without one; Alembic reads it and `toml` together, the ini winning per option."""
    toml: str | None = None
    """The pyproject.toml with [tool.alembic], None without one."""
    working_directory: str = ""
    """The folder in which Alembic has to run for the configuration's relative paths to mean these folders."""
    prepend_sys_path: tuple[str, ...] = ()
    """The folders Alembic puts in front of `sys.path`."""
    trusted_stars: tuple[str, ...] = ()
    """Modules whose `import *` is known to set no header name (the setting `trusted-star-imports`)."""

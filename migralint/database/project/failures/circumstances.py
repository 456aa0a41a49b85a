"""The circumstances that an explanation needs besides the facts."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path

from msgspec import Struct

from migralint.database.result import Refusal
from migralint.source.reading import read_regular

SOURCES = ("src", "backend", "app", "lib", "server", "api")
"""Common folders for a project's packages."""


class Circumstances(Struct, frozen=True):
    """What an explanation needs in addition to the facts."""

    python: str
    """The interpreter that ran the child."""
    root: str
    """The working directory."""
    revision_files: Sequence[str] = ()
    """Their paths, in the order of the upgrade."""
    refusals: Sequence[Refusal] = ()
    on_sqlite: bool = True
    """Whether it failed on SQLite; then a missing feature of SQLite may be the cause."""
    unset_variables: Sequence[str] = ()
    """Environment variables that the project reads without a default and that are not set."""
    maybe_unset: Sequence[str] = ()
    """Variables that it reads with `os.getenv`, which returns None if they are not set."""
    annotations: Mapping[str, str] = {}
    """The types of fields without a default in settings classes, as written, by name of the variable."""
    kept_back: Sequence[str] = ()
    """Variables of `url-env` that the project reads but cannot see."""

    top: str = ""
    """The top folder of the project; `root`, or a folder above it."""
    settings_file: str = ""
    """The file that contains its settings, or would contain them; absolute."""
    settings_stand: bool = False
    """Whether the table already exists, with `environment` and `sys_path`."""
    environment: Mapping[str, str] = {}
    sys_path: Sequence[str] = ()
    env_configures: bool = False
    """Whether env.py contains a call of `configure`, even if in a loop that never runs."""

    def folders(self) -> tuple[Path, ...]:
        """Return the working directory and the folders above it, up to the top of the project; absolute."""
        folder = Path(self.root).absolute()
        top = Path(self.top).absolute() if self.top else folder
        above = [one for one in folder.parents if one == top or top in one.parents]
        return (folder, *above)

    def in_settings(self, path: Path) -> str:
        """Return `path` for the settings: relative to their file, with `/`."""
        start = Path(self.settings_file).parent if self.settings_file else Path(self.root)
        return Path(os.path.relpath(path, start)).as_posix()

    def text_of_revisions(self) -> str:
        """Return the source of all revision files that can be read."""
        return "\n".join(filter(None, map(_text, self.revision_files)))


def _text(path: str) -> str:
    try:
        return read_regular(path).decode("utf-8", "replace")
    except OSError:
        return ""


def name_of(path: str) -> str:
    """Return the name of a file without its folder."""
    return Path(path).name

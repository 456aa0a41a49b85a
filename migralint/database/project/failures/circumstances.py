"""The circumstances that an explanation needs besides the facts."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path

from msgspec import Struct

from migralint.database.result import Refusal
from migralint.source.reading import read_regular

SOURCES = ("src", "backend", "app", "lib", "server", "api")
"""Folders in which projects keep their packages."""


class Circumstances(Struct, frozen=True):
    """What an explanation needs beside the facts."""

    python: str
    """The interpreter that was used."""
    root: str
    """The working directory."""
    revision_files: Sequence[str] = ()
    """Paths, in the order of the upgrade."""
    refusals: Sequence[Refusal] = ()
    on_sqlite: bool = True
    """Whether that is where it failed: then what it does not have may be the cause."""
    unset_variables: Sequence[str] = ()
    """Environment variables that the project reads without a default and that are not set."""
    maybe_unset: Sequence[str] = ()
    """Those that it reads by `os.getenv`, which is None if they are not set."""
    annotations: Mapping[str, str] = {}
    """The types that settings classes give to those without a value, as written, by name."""
    kept_back: Sequence[str] = ()
    """Those among the variables of `url-env` that the project reads, and does not see."""

    top: str = ""
    """The top of the project; `root`, or a folder above it."""
    settings_file: str = ""
    """Where its settings stand or would be written; absolute."""
    settings_stand: bool = False
    """Whether the table is there already, with `environment` and `sys_path`."""
    environment: Mapping[str, str] = {}
    sys_path: Sequence[str] = ()
    env_configures: bool = False
    """Whether env.py has a call of `configure`, if perhaps in a loop that never runs."""

    def folders(self) -> tuple[Path, ...]:
        """Return the working directory and the folders above it, as far as the top of the project; absolute."""
        folder = Path(self.root).absolute()
        top = Path(self.top).absolute() if self.top else folder
        above = [one for one in folder.parents if one == top or top in one.parents]
        return (folder, *above)

    def in_settings(self, path: Path) -> str:
        """Return `path` as the settings write it: relative to their file, with `/`."""
        start = Path(self.settings_file).parent if self.settings_file else Path(self.root)
        return Path(os.path.relpath(path, start)).as_posix()

    def text_of_revisions(self) -> str:
        """Return the source of all revision files, as far as it can be read."""
        return "\n".join(filter(None, map(_text, self.revision_files)))


def _text(path: str) -> str:
    try:
        return read_regular(path).decode("utf-8", "replace")
    except OSError:
        return ""


def name_of(path: str) -> str:
    """Return a file's name without its folder."""
    return Path(path).name

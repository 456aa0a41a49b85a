"""The version locations in the configuration of a commit, if they differ from the present ones."""

from __future__ import annotations

import os

from migralint.loading.config.alembic_config import AlembicConfig
from migralint.loading.config.alembic_toml import parse_alembic_toml
from migralint.loading.config.ini_file import parse_ini
from migralint.loading.git.repository import Repository
from migralint.loading.script_directory import ScriptDirectory
from migralint.source.errors import InputError


def configuration_files(script: ScriptDirectory, repository: Repository) -> dict[str, str]:
    """Map the ini file and the pyproject.toml of a script directory, relative to the root, to their absolute paths."""
    files = {}
    for path in (script.ini, script.toml):
        if path is not None:
            relative = os.path.relpath(os.path.realpath(path), repository.root).replace(os.sep, "/")
            if not relative.startswith("../"):
                files[relative] = path
    return files


def locations_then(script: ScriptDirectory, repository: Repository, then: dict[str, bytes]) -> tuple[str, ...]:
    """The version locations in the configuration files `then` (bytes by absolute path), relative to the root.

    Locations in packages and outside the repository are left out, and all of them if a file is wrong.
    """
    try:
        ini = parse_ini(then[script.ini], script.ini) if script.ini in then and script.ini is not None else None
        toml = parse_alembic_toml(then[script.toml], script.toml) if script.toml in then and script.toml else None
        if ini is None and toml is None:
            return ()
        config = AlembicConfig(ini, toml, script.section)
        entries = config.version_locations()
        if not entries:
            location = config.text("script_location") or script.path
            entries = (f"{location}/versions",)
    except InputError:
        return ()
    base = script.working_directory or os.path.dirname(config.origin("script_location"))
    paths = (os.path.realpath(os.path.join(base, entry)) for entry in entries if ":" not in entry)
    relative = [os.path.relpath(path, repository.root).replace(os.sep, "/") for path in paths]
    return tuple(one for one in dict.fromkeys(relative) if not one.startswith("../"))

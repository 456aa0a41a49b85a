"""The script directories that Alembic's configuration files name, section by section."""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING

from migralint.loading.config.alembic_config import AlembicConfig
from migralint.loading.config.ini_file import SIZE_LIMIT, IniFile, read_ini
from migralint.loading.config.script_location import LocationError, TemplateError, resolve
from migralint.loading.config.search import Folder
from migralint.loading.script_directory import ScriptDirectory
from migralint.source.errors import InputError
from migralint.source.reading import read_head, read_input
from migralint.source.spelling import did_you_mean

if TYPE_CHECKING:
    from migralint.loading.config.alembic_toml import AlembicToml

DEFAULT_SECTION = "alembic"
"""The section of the ini file that Alembic reads without `-n`."""

_TABLE = rb"""(?m)tool['"]?\s*\.\s*['"]?alembic|^\s*\[\s*['"]?tool['"]?\s*\]|^\s*['"]?tool['"]?\s*="""


def configured_in(
    folder: Folder, name: str | None, *, searching: bool = False, tolerant: bool = False
) -> list[ScriptDirectory]:
    """The script directories that the configurations in `folder` name.

    During a search, an ini without the section is ignored; `tolerant` also ignores a configuration that names a missing
    folder. A template, whose values are filled in on installation, names no directory yet and is always ignored.
    """
    toml = toml_in(folder.path) if "pyproject.toml" in folder.files else None
    inis: list[IniFile | None] = [
        read_ini(folder.join(each))
        for each in folder.ini_files
        if each == "alembic.ini" or _mentions_scripts(folder.join(each))
    ]
    directories: list[ScriptDirectory] = []
    owners = [ini for ini in inis if name not in (None, DEFAULT_SECTION) and ini and ini.parser.has_section(str(name))]
    for ini in owners or inis or [None]:
        if searching and name not in (None, DEFAULT_SECTION) and not owners:
            continue
        try:
            directories += by_section(ini, toml, name, as_alembic=False)
        except LocationError as error:
            if not tolerant and not isinstance(error, TemplateError):
                raise
    return directories


def by_section(
    ini: IniFile | None, toml: AlembicToml | None, name: str | None, *, as_alembic: bool
) -> list[ScriptDirectory]:
    """One script directory for each section that names one; may be empty."""
    if ini is not None and name is not None and name != DEFAULT_SECTION and not ini.parser.has_section(name):
        hint = did_you_mean(name, ini.parser.sections())
        raise InputError(f"no section [{name}]", path=ini.path, hint=hint)
    if name is not None:
        sections = [name]
    else:
        owned = [each for each in ini.parser.sections() if _owns_scripts(ini, each)] if ini else []
        sections = [DEFAULT_SECTION, *(each for each in owned if each != DEFAULT_SECTION)]
    configs = [AlembicConfig(ini, toml, each) for each in sections]
    directories = [resolve(each, as_alembic=as_alembic) for each in configs if each.text("script_location") is not None]
    if not directories and ini is not None and os.path.isfile(os.path.join(ini.folder, "env.py")):
        # Flask-Migrate keeps the ini in the script directory and sets script_location itself
        return [resolve(configs[0], as_alembic=as_alembic, script=ini.folder)]
    return directories


def _owns_scripts(ini: IniFile, section: str) -> bool:
    """Whether a section describes its own history: its own scripts, or its own versions of the [DEFAULT] scripts."""
    return ini.owns(section, "script_location") or (
        ini.owns(section, "version_locations") and ini.parser.has_option(section, "script_location")
    )


def toml_in(folder: str) -> AlembicToml | None:
    """Read [tool.alembic] of the pyproject.toml in `folder`, None if there is no such file or table."""
    path = os.path.join(folder, "pyproject.toml") if folder != "." else "pyproject.toml"
    return read_alembic_toml(path) if os.path.exists(path) else None


def read_alembic_toml(path: str) -> AlembicToml | None:
    """Read [tool.alembic] of `path`, None if there is no such table.

    Raises InputError if the file cannot be read or is not TOML; a file that does not mention the table is not parsed.
    """
    data = read_input(path, limit=SIZE_LIMIT)
    if b"alembic" not in data or not re.search(_TABLE, data):
        return None
    from migralint.loading.config.alembic_toml import parse_alembic_toml  # imports tomllib: 8 ms that few projects need

    return parse_alembic_toml(data, path)


def ini_in(folder: str) -> IniFile | None:
    """Read the alembic.ini in `folder`, None if there is none."""
    path = os.path.join(folder, "alembic.ini")
    return read_ini(path) if os.path.exists(path) else None


def _mentions_scripts(path: str) -> bool:
    try:
        return b"script_location" in read_head(path, 1024 * 1024).lower()
    except OSError:
        return False

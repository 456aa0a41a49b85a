"""The alembic.ini of a rescue directory: the live configuration, pointing to the restored files."""

from __future__ import annotations

import os
import re
from typing import Any

from migralint.loading.config.alembic_config import AlembicConfig
from migralint.loading.config.configured import read_alembic_toml
from migralint.loading.config.ini_file import IniFile, read_ini
from migralint.loading.repository import is_below
from migralint.loading.script_directory import ScriptDirectory

VERSIONS = "versions"
"""The folder of revision files in a rescue directory: Alembic's default."""
_OWN = ("script_location", "version_locations")
_HERE = re.compile(r"%(?:%|(\(here\)s))")
_OPTION = re.compile(r"([^\s:=#;\[][^:=]*?)\s*[:=]")


def rescue_ini(script: ScriptDirectory, directory: str) -> str:
    """The text of `directory`/alembic.ini: the configuration of `script`, in which only the necessary options change.

    Ini and [tool.alembic] become one file. Options that meant the folder of the live configuration still mean it.
    Raises InputError if the configuration cannot be read.
    """
    ini = read_ini(script.ini) if script.ini is not None else None
    toml = read_alembic_toml(script.toml) if script.toml is not None else None
    # Alembic reads a % in its own %(here)s as the start of a reference.
    there = "%(here)s" if "%" not in directory else _literal(directory)
    own = {"script_location": there}
    if ini is None and toml is None:
        return _text(f"[{script.section}]\n", script.section, own, ())
    config = AlembicConfig(ini, toml, script.section)
    if config.version_locations():
        own["version_locations"] = f"{there}/{VERSIONS}"
    lines = ini.text if ini is not None else ""
    home = _home(os.path.dirname(script.ini), script, directory) if script.ini is not None else ""
    lines = _HERE.sub(lambda match: home if match[1] else match[0], lines)
    if toml is not None:
        folder = _home(toml.folder, script, directory)
        remaining = {name: value for name, value in toml.options.items() if not config.in_ini(name)}
        if _separates(ini, script):
            remaining.pop("prepend_sys_path", None)  # follows other rules than the ini's; Alembic still finds it there
        own |= _from_toml(remaining, folder)
    if own.keys() & {"version_locations", "prepend_sys_path"} and not _separates(ini, script):
        own["path_separator"] = "os"
        if "prepend_sys_path" not in own and (entries := config.prepend_sys_path()):
            own["prepend_sys_path"] = os.pathsep.join(entry.replace("%", "%%") for entry in entries)
    return _text(lines, script.section, own, (*_OWN, *own))


def _home(folder: str, script: ScriptDirectory, directory: str) -> str:
    """The new ini's expression for a folder that the live configuration called %(here)s."""
    if is_below(directory, script.root) and "%" not in directory:  # it may be moved together with the project
        way = os.path.relpath(os.path.realpath(folder), os.path.realpath(directory)).replace(os.sep, "/")
        return f"%(here)s/{_literal(way)}"
    return _literal(folder)


def _literal(path: str) -> str:
    return path.replace("%", "%%").replace(os.sep, "/")


def _from_toml(options: dict[str, Any], folder: str) -> dict[str, str]:
    """The options of [tool.alembic] in ini syntax; an ini cannot express tables (write hooks)."""

    def text(value: str) -> str:
        return _HERE.sub(lambda match: folder if match[1] else match[0], value).replace("\n", "\n    ")

    written: dict[str, str] = {}
    for name, value in options.items():
        if name in _OWN:
            continue
        if isinstance(value, bool):
            written[name] = "true" if value else "false"
        elif isinstance(value, str | int | float):
            written[name] = text(str(value))
        elif isinstance(value, list) and all(isinstance(item, str) for item in value):
            written[name] = os.pathsep.join(map(text, value))
    return written


def _separates(ini: IniFile | None, script: ScriptDirectory) -> bool:
    return ini is not None and any(
        ini.parser.has_option(script.section, name) for name in ("path_separator", "version_path_separator")
    )


def _text(lines: str, section: str, own: dict[str, str], dropped: tuple[str, ...]) -> str:
    """`lines` with the options of `section` replaced by those in `own` with the same names."""
    header = f"[{section}]"
    written = [f"{name} = {value}" for name, value in own.items()]
    kept: list[str] = []
    inside = dropping = has_section = False
    for line in _lines(lines):
        if line.startswith("["):
            inside, dropping = line.strip().startswith(header), False
            kept.append(line)
            if inside and not has_section:
                has_section = True
                kept += written
            continue
        if inside and (option := _OPTION.match(line)):
            dropping = option[1].strip().lower() in dropped
            if dropping:
                continue
        if not (dropping and line[:1].isspace()):  # the continuation of a value is indented, also after a comment
            kept.append(line)
    if not has_section:
        kept += [*([""] if kept else []), header, *written]
    return "\n".join(kept) + "\n"


def _lines(text: str) -> list[str]:
    """Lines as in ConfigParser: only a line feed ends a line."""
    lines = [line.removesuffix("\r") for line in text.split("\n")]
    return lines if lines[-1] else lines[:-1]

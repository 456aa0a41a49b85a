"""The shell commands that upgrade a left-behind database; runs none of them."""

from __future__ import annotations

import os
import shlex

from msgspec import Struct

from migralint.loading.config.ini_file import read_ini
from migralint.loading.script_directory import ScriptDirectory
from migralint.source.reading import read_regular

PLACEHOLDER = "DIR"
"""Represents a rescue directory that is not written yet."""


class Commands(Struct, frozen=True):
    """The commands to run, in this order, each against the database that was left behind."""

    folder: str
    """Absolute path of the folder to run them in, so that relative paths of the configuration have their meaning."""
    there: tuple[str, ...]
    """Through the rescue directory, one for each revision of the floor."""
    here: str
    """Through the live directory."""


def commands(script: ScriptDirectory, floor: tuple[str, ...], directory: str | None) -> Commands:
    """The commands for a rescue directory at `directory` (None: not written yet).

    Raises InputError if the live configuration cannot be read.
    """
    folder = script.working_directory or script.root
    place = PLACEHOLDER if directory is None else _from(directory, folder)
    if _is_flask_migrate(script):
        live = _from(script.path, folder)
        there = tuple(f"flask db upgrade -d {shlex.quote(place)} {shlex.quote(name)}" for name in floor)
        here = "flask db upgrade" if live == "migrations" else f"flask db upgrade -d {shlex.quote(live)}"
        return Commands(folder, there, f"{here} heads")
    section = f" -n {shlex.quote(script.section)}" if script.section != "alembic" else ""
    ini = shlex.quote(f"{place}/alembic.ini")
    there = tuple(f"alembic -c {ini}{section} upgrade {shlex.quote(name)}" for name in floor)
    return Commands(folder, there, f"alembic{_config(script, folder)}{section} upgrade heads")


def _config(script: ScriptDirectory, folder: str) -> str:
    config = script.ini or script.toml
    if config is None or _from(config, folder) in ("alembic.ini", "pyproject.toml"):
        return ""
    return f" -c {shlex.quote(_from(config, folder))}"


def _is_flask_migrate(script: ScriptDirectory) -> bool:
    """Whether it is Flask-Migrate's configuration, which is in the script directory and incomplete: Flask-Migrate sets
    the rest."""
    if script.ini is None or os.path.dirname(script.ini) != script.path:
        return False
    try:
        if b"current_app" not in read_regular(os.path.join(script.path, "env.py")):
            return False
    except OSError:
        return False
    return not read_ini(script.ini).parser.has_option(script.section, "script_location")


def _from(path: str, folder: str) -> str:
    near = os.path.relpath(path, folder).replace(os.sep, "/")
    return path if near.startswith("../../..") else near

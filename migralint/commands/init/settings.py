"""The settings that `init` proposes: [tool.migralint] in pyproject.toml, or a migralint.toml."""

from __future__ import annotations

import os
import tomllib

from migralint.commands.init.options import Wishes
from migralint.commands.init.part import Part
from migralint.commands.init.survey import Survey
from migralint.environments.text_edits import append_table, newline_of, quoted
from migralint.loading.discovery.candidates import places_of
from migralint.loading.discovery.discovery import discover
from migralint.loading.script_directory import ScriptDirectory
from migralint.loading.settings.file import TABLE, parse_settings
from migralint.loading.settings.values import SHARED_FILE
from migralint.source.errors import InputError
from migralint.source.file_change import FileChange
from migralint.source.paths import relative
from migralint.source.reading import decode_input, read_input
from migralint.source.toml import SIZE_LIMIT

_TITLE = "settings"


def settings_part(survey: Survey, wishes: Wishes) -> Part | None:
    """The settings, if the project has none yet. Raises InputError if the file cannot be edited safely."""
    path = survey.settings_file
    if survey.settings.path is not None:
        return Part(_TITLE, path, kept="there already")
    values = _values(survey, wishes)
    if not wishes.settings:
        return None
    if not values:
        return Part(_TITLE, path, kept="not needed: all settings have their default")
    if os.path.basename(path) == SHARED_FILE:
        before: bytes | None = read_input(path, limit=SIZE_LIMIT)
        after = _appended(before or b"", path, values)
    else:
        before = None
        after = "".join(f"{key} = {value}\n" for key, value in values.items()).encode()
    parse_settings(after, path)
    return Part(_TITLE, path, FileChange(path, before, after))


def _values(survey: Survey, wishes: Wishes) -> dict[str, str]:
    """TOML texts by key, for values that the project's own files do not contain."""
    values: dict[str, str] = {}
    folder = os.path.dirname(survey.settings_file)
    script, options = survey.script, survey.options
    if options.config is not None:
        values["config"] = quoted(relative(os.path.abspath(options.config), folder))
    elif not _is_discovered_from(folder, script):
        values["paths"] = f"[{quoted(relative(script.config or script.path, folder))}]"
    if options.name is not None:
        values["name"] = quoted(options.name)
    if options.manifest is not None:
        values["manifest"] = quoted(relative(os.path.abspath(options.manifest), folder))
    if len(wishes.dialects) == 1:
        values["dialect"] = quoted(wishes.dialects[0])
    elif wishes.dialects:
        values["dialect"] = f"[{', '.join(map(quoted, wishes.dialects))}]"
    return values


def _is_discovered_from(folder: str, script: ScriptDirectory) -> bool:
    """Whether commands in the folder of the settings find exactly this script directory without further options."""
    try:
        candidates = discover(folder)
    except InputError:
        return False
    return len(candidates) == 1 and places_of(candidates[0]) == places_of(script)


def _appended(before: bytes, path: str, values: dict[str, str]) -> bytes:
    """The file with another table at its end; all existing bytes stay the same."""
    text = decode_input(before, path)
    added = append_table(text, TABLE, values)[len(text) :]
    after = before + added.encode()
    expected = tomllib.loads(text.replace("\r\n", "\n"))
    try:
        reached = tomllib.loads(decode_input(after, path).replace("\r\n", "\n"))
    except tomllib.TOMLDecodeError:
        reached = {}
    table = tomllib.loads("".join(f"{key} = {value}\n" for key, value in values.items()))
    expected.setdefault("tool", {})["migralint"] = table
    if reached != expected:
        text = "".join(f"{key} = {value}{newline_of(text)}" for key, value in values.items())
        hint = f"add these lines to [tool.migralint] by hand: {'; '.join(text.split(chr(10))).strip('; ')}"
        raise InputError("has [tool] in a form that cannot be edited safely", path=path, hint=hint)
    return after

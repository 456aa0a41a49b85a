"""Collects the states of a report's inputs: the files that were read to find, configure and load the project."""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence

from migralint.environments.place import FILE_NAME
from migralint.history.file import RevisionFile
from migralint.loading.config.search import folders_below, read_folder
from migralint.loading.records.ledger import LEDGER_FILE
from migralint.loading.records.unfinished import JOURNAL_FOLDER
from migralint.loading.repository import ancestors
from migralint.loading.revisions.bytecode import cache_folders
from migralint.loading.script_directory import ScriptDirectory
from migralint.loading.settings.values import Settings
from migralint.loading.surroundings.project_facts import facts_files
from migralint.source.errors import InputError
from migralint.source.file_state import (
    FileState,
    configuration_state,
    file_state,
    folder_state,
    names_state,
    newest_stamp,
)

_MOST_SEARCHED = 2_000
"""The most folders to search: in a larger tree, comparing the states is not worth it."""
_COARSE = 2_000_000_000
"""The resolution of the coarsest file system clock, in nanoseconds."""
_FINE = 50_000_000
"""More than a tick of a file system clock that counts finer than seconds, in nanoseconds."""


def project_states(
    paths: Sequence[str], named: Iterable[str | None], settings: Settings, scripts: Sequence[ScriptDirectory]
) -> list[FileState] | None:
    """Take the file states before anything is loaded; None if they do not cover all inputs.

    `paths` are the paths of the command line, `named` all other files that it names.
    """
    if any(script.unresolved or script.outside for script in scripts):
        return None  # the report also depends on installed packages
    starts = [os.path.abspath(path) for path in [*paths] or [*settings.paths] or ["."]]
    bases = [os.path.abspath(file) for file in (".", settings.config, *named) if file is not None]
    folders = dict.fromkeys(above for start in (*starts, *bases) for above in ancestors(start))
    for script in scripts:
        own = (script.path, script.config or script.path, *script.prepend_sys_path)
        folders |= dict.fromkeys(above for base in own for above in ancestors(base))
        folders[os.path.join(script.working_directory or script.path, "src")] = None
    file_states = [configuration_state(folder) for folder in folders]
    for start in starts:
        searched = _searched(start, scripts)
        if searched is None:
            return None
        file_states += searched
    files = [settings.path, settings.baseline, *named]
    for script in scripts:
        files += (script.config, script.ini, script.toml, *facts_files(script))
        file_states += _script_states(script)
        files += (os.path.join(script.path, name) for name in (FILE_NAME, LEDGER_FILE, JOURNAL_FOLDER))
    file_states += (file_state(os.path.abspath(file)) for file in files if file is not None)
    return file_states


def loaded_states(files: Iterable[RevisionFile]) -> list[FileState]:
    """Take the states of the modules from which header values were read, or in which they were looked for."""
    return [file_state(path) for path in dict.fromkeys(path for file in files for path in file.constants_from)]


def settled(file_states: Iterable[FileState], *, now: int) -> bool:
    """Whether the last change of each file is so long before `now` (nanoseconds) that another one changes its state."""
    return all(_settled(newest_stamp(state), now) for state in file_states)


def _settled(stamp: int, now: int) -> bool:
    return stamp < now - (_COARSE if stamp % 1_000_000_000 == 0 else _FINE)


def _script_states(script: ScriptDirectory) -> Iterable[FileState]:
    yield names_state(script.path)  # a floor file may be added or removed
    for location in script.version_locations:
        for root, _, _ in os.walk(location):
            yield folder_state(root)
            for folder in cache_folders(root):
                yield folder_state(folder)
            if not script.recursive:
                break


def _searched(start: str, scripts: Iterable[ScriptDirectory]) -> list[FileState] | None:
    """Take the states of the folders in which script directories were searched; None: too many.

    Empty if `start` is a file, or itself a script directory or version location.
    """
    if not os.path.isdir(start) or any(_is_place(start, script) for script in scripts):
        return []
    file_states: list[FileState] = []
    try:
        for folder in folders_below(read_folder(start)):
            file_states += (configuration_state(folder.path), names_state(folder.path))
            if os.path.basename(folder.path) == "versions":
                file_states.append(folder_state(folder.path))
            if len(file_states) > 2 * _MOST_SEARCHED:
                return None
    except InputError:
        return None
    return file_states


def _is_place(start: str, script: ScriptDirectory) -> bool:
    """Whether `start` is this script directory or a location of it, so that no folder below `start` was searched.

    False if its configuration is in `start`.
    """
    if script.config is not None and os.path.dirname(script.config) == start:
        return False
    return start in (script.path, *script.version_locations)

"""Writes the guard of a project, and the lines of env.py that call it."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Literal

from msgspec import Struct, field

from migralint.commands.opening import ProjectOptions, open_script
from migralint.loading.script_directory import ScriptDirectory
from migralint.pruning.applying.file_edits import FileEdit
from migralint.pruning.guard.env_lines import IMPORT_LINE, TooUnusualError, call_line, with_guard
from migralint.pruning.guard.guard_file import GuardFile, GuardState, find_guard, refuse_place
from migralint.source.atomic import refuse_unsafe_target, write_atomically
from migralint.source.errors import InputError
from migralint.source.reading import read_input, reason

_LIMIT = 1 << 24
GuardResult = Literal["written", "refreshed", "current", "edited", "not-written"]
EnvResult = Literal["calls-it", "shown", "inserted", "unusual", "left-alone"]

_RESULTS: dict[GuardState, GuardResult] = {
    "missing": "written",
    "outdated": "refreshed",
    "current": "current",
    "edited": "edited",
}


class GuardCommand(Struct, frozen=True):
    """The project of the guard, and the options."""

    project: ProjectOptions = field(default_factory=ProjectOptions)
    write: bool = False
    """Insert the lines into env.py too."""


class Guarded(Struct, frozen=True):
    """The result of writing the guard."""

    script: ScriptDirectory
    guard_path: str
    guard: GuardResult
    """edited: the user changed the file, so it was not written. not-written: because env.py could not be edited."""
    env_path: str
    env: EnvResult
    """shown: the lines are to be inserted. unusual: they must be inserted by hand. left-alone: the edited guard has no
    check_database()."""
    lines: tuple[str, str]
    """The lines for env.py: beside the imports, and right before `context.run_migrations()`."""
    edit: FileEdit | None = None
    """env.py before and after; None if there is nothing to insert."""
    reason: str = ""
    """Why env.py cannot be edited."""
    asked_to_insert: bool = False

    @property
    def is_done(self) -> bool:
        """Whether everything that was requested was done."""
        stopped = self.env == "left-alone" or (self.asked_to_insert and self.env == "unusual")
        return self.guard != "edited" and not stopped


def write_guard(command: GuardCommand) -> Guarded:
    """Write `migralint_guard.py` beside env.py, unless it was edited; with `write`, insert the lines into env.py.

    With `write`, nothing is written if env.py is too unusual to be edited. Raises InputError for wrong usage, and for
    files that cannot be read or written; then env.py is unchanged.
    """
    _, script = open_script(command.project)
    refuse_place(script)
    guard = find_guard(script)
    path = os.path.join(script.path, "env.py")
    data = read_input(path, limit=_LIMIT)
    env, edit, why = _env_of(path, data)
    result = _RESULTS[guard.state]
    if not guard.can_be_called and env != "calls-it":
        env = "left-alone"
    if command.write and env == "unusual" and result in ("written", "refreshed"):
        result = "not-written"
    if command.write and env == "shown":
        env = "inserted"
    _write(guard if result in ("written", "refreshed") else None, edit if env == "inserted" else None)
    return Guarded(script, guard.path, result, path, env, (IMPORT_LINE, call_line()), edit, why, command.write)


def _env_of(path: str, data: bytes) -> tuple[EnvResult, FileEdit | None, str]:
    try:
        env_file = with_guard(path, data)
    except TooUnusualError as error:
        return "unusual", None, str(error)
    if env_file.calls_guard:
        return "calls-it", None, ""
    return "shown", FileEdit("", path, data, env_file.after), ""


def _write(guard: GuardFile | None, edit: FileEdit | None) -> None:
    """Write the guard before the lines that call it: env.py works at every point in between."""
    path = ""
    try:
        for path in (*([guard.path] if guard else []), *([edit.path] if edit else [])):
            refuse_unsafe_target(path)
        if guard is not None:
            path = guard.path
            write_atomically(Path(path), guard.after)
        if edit is not None:
            path = edit.path
            if read_input(path, limit=_LIMIT) != edit.before:
                raise InputError("changed in the meantime", path=path, hint="run `migralint guard --write` again")
            write_atomically(Path(path), edit.after)
    except OSError as error:
        raise InputError(f"cannot be written: {reason(error)}", path=path) from error

"""The guard that `init` proposes: its file beside env.py, and the two lines of env.py that call it."""

from __future__ import annotations

import os

from migralint.commands.init.options import Wishes
from migralint.commands.init.part import Part
from migralint.commands.init.survey import Survey
from migralint.pruning.guard.env_lines import TooUnusualError, with_guard
from migralint.pruning.guard.guard_file import find_guard, refuse_place
from migralint.source.errors import InputError
from migralint.source.file_change import FileChange
from migralint.source.reading import read_input

_FILE, _CALL = "guard", "calls the guard"
_MOST = 1 << 24


def guard_parts(survey: Survey, wishes: Wishes) -> tuple[Part, ...]:
    """The guard, and env.py with its lines: both, or neither. An existing guard is not changed.

    Raises InputError for a file that cannot be read.
    """
    script = survey.script
    path = os.path.join(script.path, "env.py")
    if not wishes.guard:
        return ()
    try:
        refuse_place(script)
    except InputError as error:
        return (Part(_CALL, path, kept=f"{os.path.basename(script.path)} {error.message}"),)
    before = read_input(path, limit=_MOST)
    guard = find_guard(script)
    if not guard.can_be_called:
        return (Part(_FILE, guard.path, kept="it is not from migralint and has no check_database()"),)
    try:
        called = with_guard(path, before)
    except TooUnusualError as error:
        return (Part(_CALL, path, kept=f"{error}; `migralint guard` shows the lines to add"),)
    new = FileChange(guard.path, None, guard.after) if guard.before is None else None
    edit = None if called.calls_guard else FileChange(path, before, called.after)
    there = "there already"
    return (
        Part(_FILE, guard.path, new, kept="" if new else there),
        Part(_CALL, path, edit, kept="" if edit else there),
    )

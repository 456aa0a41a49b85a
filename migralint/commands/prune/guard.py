"""Updates the guard of env.py in a prune, or suggests one if there is none."""

from __future__ import annotations

import os

from migralint.loading.script_directory import ScriptDirectory
from migralint.pruning.guard.generated import GUARD_NAME
from migralint.pruning.guard.guard_file import find_guard
from migralint.source.reading import read_regular


def refreshed_guard(script: ScriptDirectory) -> tuple[dict[str, bytes | None], list[str]]:
    """Return the new bytes of the guard by its absolute path; empty if it is current, edited or missing.

    The second value is what the user has to do after the prune. Raises InputError if a guard exists and cannot be read.
    """
    env = os.path.join(script.path, "env.py")
    if not os.path.isfile(env):
        return {}, []
    guard = find_guard(script, pruned=True)
    shown = os.path.relpath(guard.path)
    if guard.state == "missing":
        return {}, [
            "env.py has no guard: after this prune, `alembic upgrade` silently builds half a schema in an "
            "empty database; `migralint guard --write` makes env.py refuse that"
        ]
    notes = []
    if GUARD_NAME.encode() not in read_regular(env):
        notes.append(f"{os.path.relpath(env)} does not call {shown}; `migralint guard --write` inserts the lines")
    if guard.state == "edited":
        notes.append(f"{shown} was not changed, because it was edited")
    return ({guard.path: guard.after} if guard.state == "outdated" else {}), notes

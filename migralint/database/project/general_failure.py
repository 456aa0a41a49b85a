"""Explains why a child ended too early."""

from __future__ import annotations

import os

from migralint.database.options import VerifyOptions
from migralint.database.project.conversation import ChildMessages
from migralint.database.project.failure import explain
from migralint.database.project.failures.collect_circumstances import circumstances
from migralint.database.project.process import Ended
from migralint.database.result import Failure, FailureKind
from migralint.loading.script_directory import ScriptDirectory


def general_failure(
    script: ScriptDirectory,
    options: VerifyOptions,
    heard: ChildMessages,
    ended: Ended,
    python: str,
    folder: str,
    *,
    on_sqlite: bool,
) -> Failure | None:
    """Return why the child ended before all targets were built; None if it completed them."""
    if heard.failure is not None:
        return explain(heard.failure, circumstances(script, options, python, folder, heard, on_sqlite=on_sqlite))
    if heard.done:
        return None
    now = heard.progress
    where = f"while revision {now.revision} was running" if now.revision else f"in the stage {now.stage}"
    if ended.timed_out:
        kind, error = FailureKind.TIMEOUT, ""
        words = f"after {options.timeout:g} seconds, the project's code had not finished ({where}); see --timeout"
    else:
        kind = FailureKind.CRASHED
        how = f"signal {-ended.status}" if ended.status < 0 else f"exit status {ended.status}"
        error = ended.output.strip().rpartition("\n")[2][-300:]
        words = f"the project's process exited ({how}) {where}"
        if heard.interpreter is None:
            words = f"{python} does not run as an interpreter ({how}); --python needs Python 3.9 or newer"
    place = place_in_stack(ended.stack, folder)
    if place[0] is None:
        place = heard.path_of.get(now.revision), None
    return Failure(now.stage, kind, error, words, now.revision, *place, None, traceback=ended.stack or ended.output)


def place_in_stack(stack: str, folder: str) -> tuple[str | None, int | None]:
    """Return the path and line of the innermost frame below `folder` in a stack written by faulthandler."""
    for line in stack.split("\n"):
        head, _, rest = line.strip().partition('File "')
        path, _, after = rest.partition('", line ')
        number = after.partition(" ")[0]
        if not head and path.startswith(folder + os.sep) and number.isdigit() and "site-packages" not in path:
            return path, int(number)
    return None, None

"""What `migralint guard` did as JSON; `migralint/json_schemas/guard.schema.json` describes it."""

from __future__ import annotations

from typing import Any

from migralint import __version__
from migralint.commands.guard import Guarded
from migralint.reporting.prune.diff import file_diff
from migralint.source.paths import relative
from migralint.source.visible import visible

VERSION = 1


def guard_document(done: Guarded) -> dict[str, Any]:
    """Both files, and the lines for env.py with their diff, as JSON."""
    root = done.script.root
    shown = visible(relative(done.env_path, root))
    return {
        "version": VERSION,
        "tool_version": __version__,
        "script_directory": visible(relative(done.script.path, root)),
        "guard": {"path": visible(relative(done.guard_path, root)), "status": done.guard},
        "env": {
            "path": shown,
            "status": done.env,
            "reason": done.reason or None,
            "lines": list(done.lines),
            "diff": [] if done.edit is None else [visible(text) for text in file_diff(done.edit, shown)],
        },
    }

"""Runs the project's own post_write_hooks on generated files, in a folder that no Alembic command reads."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path

from migralint.database.options import VerifyOptions
from migralint.database.project.child_run import Run
from migralint.database.project.conversation import Progress
from migralint.database.project.environment import working_folder
from migralint.database.project.site import Site
from migralint.loading.script_directory import ScriptDirectory


def formatted(
    script: ScriptDirectory,
    options: VerifyOptions,
    files: Mapping[str, bytes],
    progress: Callable[[Progress], None] = lambda step: None,
) -> tuple[dict[str, bytes], tuple[str, ...]]:
    """Return `files` (by absolute path) after the hooks, and the errors of the hooks.

    The hooks run on copies inside the project, so that formatters find their settings. Runs project code.
    """
    try:
        with tempfile.TemporaryDirectory(prefix=".migralint-", dir=_place(script)) as folder:
            copies = {path: Path(folder, str(number), os.path.basename(path)) for number, path in enumerate(files)}
            for path, copy in copies.items():
                copy.parent.mkdir()
                copy.write_bytes(files[path])
            run = Run(script, options, Site(), progress)
            ended = run.carry_out(
                {"only": "hooks", "files": [str(copy) for copy in copies.values()]},
                work=lambda ask: None,
                finish=lambda ended: ended,
            )
            notices = run.heard.notices
            if not run.heard.done and not notices:
                notices = ["timed out" if ended.timed_out else f"exit status {ended.status}"]
            if notices:
                return dict(files), tuple(notices)
            return {path: copy.read_bytes() for path, copy in copies.items()}, ()
    except OSError as error:
        return dict(files), (f"{error.strerror}: {error.filename}",)


def _place(script: ScriptDirectory) -> str:
    """Return the script directory, or the working folder if Alembic searches the script directory for revisions."""
    inside = script.recursive and any(Path(script.path).is_relative_to(one) for one in script.version_locations)
    return working_folder(script) if inside else script.path

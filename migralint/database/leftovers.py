"""Ends processes of the project that have left its process group (daemons); Linux only, elsewhere they stay."""

from __future__ import annotations

import contextlib
import os
import signal
from pathlib import Path


def end_marked(variable: str) -> bool:
    """End every process that was started with `variable` ("NAME=value") in its environment; whether there was one."""
    wanted = variable.encode()
    found = False
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            marked = wanted in (folder / "environ").read_bytes().split(b"\0")
        except OSError:  # ended meanwhile, or somebody else's
            continue
        if marked and int(folder.name) != os.getpid():
            with contextlib.suppress(ProcessLookupError):
                os.kill(int(folder.name), signal.SIGKILL)
                found = True
    return found

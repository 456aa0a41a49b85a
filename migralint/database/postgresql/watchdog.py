"""Stops a throw-away server and removes its folder when its owner is gone, however that ended.

Run as a script in a session of its own: `watchdog.py FOLDER`, with standard input a pipe that only the owner holds.
"""

from __future__ import annotations

import os
import shutil
import signal
import sys
import time
from pathlib import Path

_PATIENCE = 10.0
"""Seconds a server gets to stop before it is killed."""


def stop(folder: Path) -> None:
    """Stop the server whose data are in `folder/data`, and remove `folder`."""
    pid = _postmaster(folder)
    if pid is not None:
        for number in (signal.SIGQUIT, signal.SIGKILL):  # SIGQUIT: an immediate shutdown; nothing here is worth saving
            try:
                os.kill(pid, number)
            except ProcessLookupError:
                break
            if _gone(pid):
                break
    shutil.rmtree(folder, ignore_errors=True)


def _postmaster(folder: Path) -> int | None:
    try:
        return int((folder / "data" / "postmaster.pid").read_text().splitlines()[0])
    except (OSError, ValueError, IndexError):
        return None


def _gone(pid: int) -> bool:
    deadline = time.monotonic() + _PATIENCE
    while time.monotonic() < deadline:
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return True
        time.sleep(0.02)
    return False


if __name__ == "__main__":
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    sys.stdin.buffer.read()  # returns when the owner closes the pipe, or dies
    stop(Path(sys.argv[1]))

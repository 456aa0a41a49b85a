"""Ends processes of the project that have left its process group (daemons); only on Linux."""

from __future__ import annotations

import contextlib
import os
import signal
from pathlib import Path


def end_marked(variable: str) -> bool:
    """End every process with `variable` ("NAME=value") in its environment; return whether there was one."""
    entry = variable.encode()
    ended = False
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            marked = entry in (folder / "environ").read_bytes().split(b"\0")
        except OSError:  # it has ended, or belongs to another user
            continue
        if marked and int(folder.name) != os.getpid():
            with contextlib.suppress(ProcessLookupError):
                os.kill(int(folder.name), signal.SIGKILL)
                ended = True
    return ended


def end_holding(*pipes: int) -> bool:
    """End every process that can still write to one of these pipes (inode numbers); return whether there was one.

    The child is in a session of its own. Processes in the present session are not the project's, whatever they
    inherited.
    """
    links = {f"pipe:[{number}]" for number in pipes}
    ended = False
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            theirs = os.getsid(int(folder.name)) != os.getsid(0)
            holds = theirs and any(_written(one) in links for one in (folder / "fd").iterdir())
        except OSError:
            continue
        if holds:
            with contextlib.suppress(ProcessLookupError):
                os.kill(int(folder.name), signal.SIGKILL)
                ended = True
    return ended


def _written(descriptor: Path) -> str:
    """Return the target of a link in /proc/…/fd, if it is open for writing."""
    return os.readlink(descriptor) if descriptor.lstat().st_mode & 0o200 else ""

"""Keeps a temporary server: runs its programs, and removes everything when its owner is gone, however that ended.

Run as a script in its own session: `supervisor.py PLACE`, with standard input and output pipes that only the owner
holds. It makes a folder in PLACE and says its name; then each line it gets is an `Order`, answered by a line. Because
only the supervisor starts the programs, none of them can outlive the owner unnoticed.
"""

from __future__ import annotations

import contextlib
import json
import os
import select
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

_PATIENCE = 10.0
"""Seconds a server gets to stop before it is killed, and its folder to become empty."""
_READY_LINE = 7
"""Of postmaster.pid, from 0: what the server says of itself, since PostgreSQL 10."""
_PAUSE = 0.02

Order = dict[str, Any]
""""serve": None to run a program to its end, otherwise the seconds a server gets to become ready; "command"; "output":
the file it writes to; "environment"; "identity": "user" and "group", if it is to be somebody else's."""


class Supervisor:
    """The folder of one server, and the server."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._server: subprocess.Popen[bytes] | None = None

    def obey(self, order: Order) -> Order:
        """Run a program, and return its "status", None for a server that is ready; "error" if it cannot be run."""
        try:
            # Not a pipe: a server would keep it open forever.
            with open(order["output"], "wb") as stream:
                process: subprocess.Popen[bytes] = subprocess.Popen(  # type: ignore[assignment]
                    order["command"],
                    stdin=subprocess.DEVNULL,
                    stdout=stream,
                    stderr=stream,
                    cwd=self._folder,
                    env=order["environment"],
                    start_new_session=True,
                    **order["identity"],
                )
        except OSError as error:
            return {"error": error.strerror or str(error), "filename": error.filename and os.fsdecode(error.filename)}
        if order["serve"] is None:
            # Should the owner end meanwhile, initdb still goes on to its end: killed, it would leave shared memory.
            return {"status": process.wait()}
        self._server = process
        return {"status": self._when_ready(process, time.monotonic() + order["serve"])}

    def stop(self) -> None:
        """Stop the server and remove the folder."""
        if self._server is not None:
            # SIGQUIT is an immediate shutdown: nothing here is worth saving.
            for number in (signal.SIGQUIT, signal.SIGKILL):
                self._server.send_signal(number)
                with contextlib.suppress(subprocess.TimeoutExpired):
                    self._server.wait(_PATIENCE)
                    break
        remove(self._folder)

    def _when_ready(self, server: subprocess.Popen[bytes], deadline: float) -> int | None:
        """None when it is ready, its exit status if it ended, -1 if the time is up or the owner is gone."""
        while time.monotonic() < deadline and not select.select([0], [], [], _PAUSE)[0]:
            status = server.poll()
            if status is not None:
                self._server = None
                return status
            with contextlib.suppress(OSError, IndexError, ValueError):  # it may be half written
                lines = (self._folder / "data" / "postmaster.pid").read_text().split("\n")
                if int(lines[0]) == server.pid and lines[_READY_LINE].strip() == "ready":
                    return None
        return -1


def remove(folder: Path) -> None:
    """Remove `folder`; what somebody is about to end may still be writing into it."""
    deadline = time.monotonic() + _PATIENCE
    while folder.exists() and time.monotonic() < deadline:
        shutil.rmtree(folder, ignore_errors=True)
        if folder.exists():
            time.sleep(_PAUSE)


def _say(answer: Order) -> None:
    with contextlib.suppress(OSError):  # the owner is gone; the next line we wait for says so, too
        os.write(1, json.dumps(answer).encode() + b"\n")


def _main(place: str) -> None:
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    try:
        folder = Path(tempfile.mkdtemp(prefix="migralint-postgresql-", dir=place))
    except OSError as error:
        _say({"error": error.strerror})
        return
    supervisor = Supervisor(folder)
    try:
        _say({"folder": str(folder)})
        for line in sys.stdin.buffer:  # ends when the owner closes the pipe, or dies
            _say(supervisor.obey(json.loads(line)))
    finally:
        supervisor.stop()


if __name__ == "__main__":
    _main(sys.argv[1])

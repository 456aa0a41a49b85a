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
"""Seconds for the server to stop before it is killed, and for its folder to become empty."""
_READY_LINE = 7
"""The line of postmaster.pid (0-based) with the status of the server, since PostgreSQL 10."""
_PAUSE = 0.02

Order = dict[str, Any]
""" "serve": None to run a program to its end, otherwise the seconds in which a server must become ready; "command";
"output": the file for its output; "environment"; "identity": "user" and "group" for another user, otherwise empty."""


class Supervisor:
    """The folder of one server, and the server process."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._server: subprocess.Popen[bytes] | None = None

    def obey(self, order: Order) -> Order:
        """Run a program and return its "status", which is None for a ready server; "error" if it cannot be run."""
        try:
            # This is no pipe, because a server would keep it open forever.
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
            # If the owner ends meanwhile, initdb still runs to its end: if it were killed, it would leave shared
            # memory.
            return {"status": process.wait()}
        self._server = process
        return {"status": self._when_ready(process, time.monotonic() + order["serve"])}

    def stop(self) -> None:
        """Stop the server and remove the folder."""
        if self._server is not None:
            # SIGQUIT is an immediate shutdown: nothing on the server is needed any more.
            for number in (signal.SIGQUIT, signal.SIGKILL):
                self._server.send_signal(number)
                with contextlib.suppress(subprocess.TimeoutExpired):
                    self._server.wait(_PATIENCE)
                    break
        remove(self._folder)

    def _when_ready(self, server: subprocess.Popen[bytes], deadline: float) -> int | None:
        """Return None when the server is ready, its exit status if it ended, -1 on timeout or if the owner ended."""
        while time.monotonic() < deadline and not select.select([0], [], [], _PAUSE)[0]:
            status = server.poll()
            if status is not None:
                self._server = None
                return status
            with contextlib.suppress(OSError, IndexError, ValueError):  # it may be incomplete
                lines = (self._folder / "data" / "postmaster.pid").read_text().split("\n")
                if int(lines[0]) == server.pid and lines[_READY_LINE].strip() == "ready":
                    return None
        return -1


def remove(folder: Path) -> None:
    """Remove `folder`; a process that is being ended may still write into it."""
    deadline = time.monotonic() + _PATIENCE
    while folder.exists() and time.monotonic() < deadline:
        shutil.rmtree(folder, ignore_errors=True)
        if folder.exists():
            time.sleep(_PAUSE)


def _say(answer: Order) -> None:
    with contextlib.suppress(OSError):  # the owner has ended; then there is no further line on stdin either
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

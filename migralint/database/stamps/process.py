"""Runs the reader in the project's interpreter: one process per database, so that no failure touches another."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

ENTRY = Path(__file__).parent / "reader" / "entry.py"
_GRACE = 5
"""Seconds beyond its own limits after which a reader is ended."""


class Readers:
    """The readers that are running; `end_all` ends them, so that none outlives its parent's patience."""

    def __init__(self, python: str) -> None:
        """`python` is the interpreter's path."""
        self._python = python
        self._running: set[subprocess.Popen[bytes]] = set()
        self._ended = False
        self._lock = threading.Lock()

    def ask(self, request: dict[str, Any], timeout: float) -> dict[str, Any]:
        """The reader's answer to one request; `timeout` in seconds.

        The URL goes through a pipe, never through arguments or a file. What the reader prints is kept away from the
        terminal. Raises TimeoutError, ReaderCrashed, or OSError if the interpreter cannot be started.
        """
        answers, channel = os.pipe()
        try:
            with self._started(channel) as process:
                os.close(channel)
                channel = -1
                collected: list[bytes] = []
                collecting = threading.Thread(target=_collect, args=(answers, collected), daemon=True)
                collecting.start()
                try:
                    printed, _ = process.communicate(json.dumps(request).encode(), timeout=timeout + _GRACE)
                except subprocess.TimeoutExpired:
                    raise TimeoutError from None
                collecting.join()
                answer = b"".join(collected)
        finally:
            if channel >= 0:
                os.close(channel)
                os.close(answers)
        if not answer:
            raise ReaderCrashed(process.returncode, printed.decode("utf-8", "replace"))
        decoded: dict[str, Any] = json.loads(answer)
        return decoded

    def end_all(self) -> None:
        """End every reader, and let no other start."""
        with self._lock:
            self._ended = True
            for process in self._running:
                _kill(process)

    @contextmanager
    def _started(self, channel: int) -> Iterator[subprocess.Popen[bytes]]:
        with self._lock:
            if self._ended:
                raise InterruptedError
            process = subprocess.Popen(
                [self._python, str(ENTRY), str(channel)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                pass_fds=[channel],
                start_new_session=True,
            )
            self._running.add(process)
        try:
            yield process
        finally:
            _kill(process)
            process.wait()
            for stream in (process.stdin, process.stdout):
                if stream is not None:
                    with contextlib.suppress(OSError):
                        stream.close()
            with self._lock:
                self._running.discard(process)


class ReaderCrashed(Exception):  # noqa: N818 -- what happened, as the caller reports it
    """The reader ended without an answer."""

    def __init__(self, status: int, printed: str) -> None:
        """`status` as `subprocess` has it; `printed` may hold secrets."""
        super().__init__(printed)
        self.status = status
        self.printed = printed


def _collect(descriptor: int, into: list[bytes]) -> None:
    with os.fdopen(descriptor, "rb") as stream:
        into.append(stream.read())


def _kill(process: subprocess.Popen[bytes]) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)

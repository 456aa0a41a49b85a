"""One reader in the project's interpreter: answers one request after another, and is killed if it does not answer."""

from __future__ import annotations

import contextlib
import json
import os
import selectors
import signal
import subprocess
import time
from pathlib import Path
from typing import Any

ENTRY = Path(__file__).parent / "reader" / "entry.py"
GRACE = 5
"""Seconds that a reader gets beyond its own limits before it is ended."""
_REMEMBERED = 8192
"""The number of bytes of a reader's output that are kept, from its end."""
_MOST_ANSWERED = 512 * 1024 * 1024


class Reader:
    """A process that reads one database at a time. Only one thread may use it, except for `end`."""

    def __init__(self, python: str) -> None:
        """Start it with the interpreter `python`. Raises OSError if that cannot be started."""
        answers, channel = os.pipe()
        try:
            self._process = subprocess.Popen(
                [python, str(ENTRY), str(channel)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                pass_fds=[channel],
                start_new_session=True,
            )
        except BaseException:
            os.close(answers)
            raise
        finally:
            os.close(channel)
        self._answers = answers
        self._printed = b""
        self.is_over = False
        """Whether it cannot answer any more."""

    def ask(self, request: dict[str, Any], timeout: float) -> dict[str, Any]:
        """Return the answer to one request; `timeout` is in seconds.

        After an exception the reader cannot be used again.

        The URL is sent through a pipe, never as an argument or in a file. Output of the reader is not shown on the
        terminal. Raises TimeoutError and ReaderCrashed.
        """
        self._printed = b""
        try:
            answer = self._answer(json.dumps(request).encode() + b"\n", time.monotonic() + timeout + GRACE)
        except BaseException:
            self.end()
            raise
        decoded: dict[str, Any] = json.loads(answer)
        return decoded

    def end(self) -> None:
        """End it and all processes it started, at once."""
        self.is_over = True
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self._process.pid, signal.SIGKILL)

    def close(self) -> None:
        """End it, and release its resources. Do not call this while another thread asks."""
        self.end()
        self._process.wait()
        for stream in (self._process.stdin, self._process.stdout):
            if stream is not None:
                with contextlib.suppress(OSError):
                    stream.close()
        if self._answers >= 0:
            os.close(self._answers)
            self._answers = -1

    def _answer(self, request: bytes, deadline: float) -> bytes:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        try:
            self._process.stdin.write(request)
            self._process.stdin.flush()
        except BrokenPipeError:
            pass  # it has ended; its output shows why
        printed = self._process.stdout.fileno()
        collected: list[bytes] = []
        size = 0
        with selectors.DefaultSelector() as waiting:
            waiting.register(self._answers, selectors.EVENT_READ)
            waiting.register(printed, selectors.EVENT_READ)
            while True:
                ready = waiting.select(max(0.0, deadline - time.monotonic()))
                if not ready:
                    raise TimeoutError
                for key, _ in ready:
                    data = os.read(key.fd, 65536)
                    if key.fd == printed:
                        self._printed = (self._printed + data)[-_REMEMBERED:]
                        if not data:
                            waiting.unregister(printed)
                        continue
                    size += len(data)
                    collected.append(data)
                    if data.endswith(b"\n"):
                        return b"".join(collected)
                    if not data or size > _MOST_ANSWERED:
                        self._raise_crash(deadline)

    def _raise_crash(self, deadline: float) -> None:
        try:
            status = self._process.wait(max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            raise TimeoutError from None
        printed = self._process.stdout
        assert printed is not None
        os.set_blocking(printed.fileno(), False)
        with contextlib.suppress(BlockingIOError):
            while data := os.read(printed.fileno(), 65536):
                self._printed = (self._printed + data)[-_REMEMBERED:]
        raise ReaderCrashed(status, self._printed.decode("utf-8", "replace"))


class ReaderCrashed(Exception):  # noqa: N818 -- what happened, as the caller reports it
    """The reader ended without an answer."""

    def __init__(self, status: int, printed: str) -> None:
        """`status` as in `subprocess`; `printed` may contain secrets."""
        super().__init__(printed)
        self.status = status
        self.printed = printed

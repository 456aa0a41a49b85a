"""Runs the command of a manifest entry, which names the databases of a fleet: one JSON line each."""

from __future__ import annotations

import contextlib
import os
import selectors
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from typing import Any

import msgspec

from migralint.database.stamps.read import redactor_of
from migralint.database.stamps.request import Unread
from migralint.database.stamps.targets import TargetError, Targets, secrets_of
from migralint.environments.environment import Command

_LONGEST_LINE = 1024 * 1024
_MOST_PRINTED = 1024 * 1024 * 1024
_REMEMBERED = 8192
"""The number of bytes of stderr that are kept, from its end."""


def run_command(
    command: Command, folder: str, timeout: int, on_line: Callable[[int], None] = lambda count: None
) -> Targets | Unread:
    """Return the databases that the command lists, or why its output cannot be used.

    The command runs in `folder`, with the variables of this process and an empty stdin; `timeout` is in seconds. Every
    line must be valid, it must end with status 0, and list at least one database: half a fleet must not count.
    `on_line` is called with the number of lines so far. No message contains a password of a URL in the output.
    """
    targets = Targets(command.table)
    program = os.path.basename(command.arguments[0])
    try:
        process = subprocess.Popen(
            command.arguments,
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            start_new_session=True,
        )
    except OSError as error:
        return Unread("command", f"its command {program} cannot be started: {error.strerror}")
    output = _Output(process, time.monotonic() + timeout)
    try:
        refusal = _fill(targets, output, on_line) or _ending(output, targets)
    except TimeoutError:
        refusal = f"did not end within {timeout} seconds"
    finally:
        output.close()
    if not refusal:
        return targets
    text = f"its command {program} {refusal}"
    return Unread("command", redactor_of(*secrets_of(targets.urls, text)).redact(text))


def _fill(targets: Targets, output: _Output, on_line: Callable[[int], None]) -> str:
    """Read all lines; return the error of the first invalid line, empty if there is none."""
    number = 0
    try:
        for number, line in output.lines():  # noqa: B007 -- the number is for the message
            if number % 1000 == 0:
                on_line(number)
            if line and not line.isspace():
                targets.add_line(_decoded(line))
    except TargetError as error:
        return f"printed an unusable line, line {number}: {error}"
    return ""


def _ending(output: _Output, targets: Targets) -> str:
    status = output.status()
    if status:
        how = f"signal {signal.Signals(-status).name}" if status < 0 else f"status {status}"
        return f"ended with {how}{output.last_line()}"
    return "" if targets else f"printed nothing{output.last_line()}"


def _decoded(line: bytes) -> Any:
    if len(line) > _LONGEST_LINE:
        raise TargetError(f"it is longer than {_LONGEST_LINE} bytes")
    try:
        return msgspec.json.decode(line)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise TargetError("it is not JSON") from None


class _Output:
    """The output of a process: lines of stdout as they arrive, and the end of stderr for reports."""

    def __init__(self, process: subprocess.Popen[bytes], deadline: float) -> None:
        self._process = process
        self._deadline = deadline
        self._stderr = b""

    def lines(self) -> Iterator[tuple[int, bytes]]:
        """Yield each line with its 1-based number. Raises TimeoutError, and TargetError if the output is too large."""
        stdout, stderr = self._process.stdout, self._process.stderr
        assert stdout is not None
        assert stderr is not None
        number, size, rest = 0, 0, b""
        with selectors.DefaultSelector() as waiting:
            waiting.register(stdout, selectors.EVENT_READ)
            waiting.register(stderr, selectors.EVENT_READ)
            while waiting.get_map():
                ready = waiting.select(max(0.0, self._deadline - time.monotonic()))
                if not ready or time.monotonic() > self._deadline:
                    raise TimeoutError
                for key, _ in ready:
                    data = os.read(key.fd, 65536)
                    if not data:
                        waiting.unregister(key.fileobj)
                    if key.fileobj is stderr:
                        self._stderr = (self._stderr + data)[-_REMEMBERED:]
                        continue
                    size += len(data)
                    *whole, rest = (rest + data).split(b"\n")
                    for line in whole:
                        number += 1
                        yield number, line
                    if len(rest) > _LONGEST_LINE:
                        yield number + 1, rest
                    if size > _MOST_PRINTED:
                        raise TargetError(f"it has printed more than {_MOST_PRINTED} bytes")
        if rest.strip():
            yield number + 1, rest

    def status(self) -> int:
        """Return the exit status. Raises TimeoutError."""
        try:
            return self._process.wait(max(0.1, self._deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            raise TimeoutError from None

    def last_line(self) -> str:
        """Return the last line of stderr, as the end of a sentence; empty if there is none."""
        lines = [line for line in self._stderr.decode("utf-8", "replace").split("\n") if line.strip()]
        return f": {lines[-1].strip()[:300]}" if lines else ""

    def close(self) -> None:
        """End it and all processes it started."""
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()
        for stream in (self._process.stdout, self._process.stderr):
            if stream is not None:
                stream.close()

"""Runs the child: project code in a process group of its own, with no input, a time limit, and nothing left behind."""

from __future__ import annotations

import contextlib
import json
import os
import secrets
import selectors
import signal
import subprocess
import time
from collections import deque
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from msgspec import Struct

from migralint.database.project.questions import Questions
from migralint.database.project.stray_processes import end_holding, end_marked

BOOTSTRAP = Path(__file__).parents[1] / "child" / "bootstrap.py"
KEPT_OUTPUT = 64 * 1024
"""The number of bytes of the project's output that are kept, from its end."""
DRAINED = 4 * 1024 * 1024
"""The number of bytes read from each pipe after the end of the child: other processes may continue to write."""

MARK = "MIGRALINT_SCRATCH"
"""An environment variable that every process started by the child inherits, even outside its process group."""

Message = dict[str, Any]


class Ended(Struct, frozen=True):
    """The end of the child."""

    status: int
    """The exit status; negative: the number of the signal that ended it."""
    timed_out: bool
    """Whether the time limit was reached."""
    output: str
    """The end of its output, stdout and stderr together."""
    stack: str
    """The interpreter's own stack dump after a crash or a timeout; otherwise empty."""
    left_over: bool
    """Whether processes that the project started were still running; they have been ended."""


def run_child(
    python: str,
    request: Mapping[str, Any],
    *,
    scratch: Path,
    folder: str,
    environment: Mapping[str, str],
    timeout: float,
    on_message: Callable[[Message], None],
    questions: Questions | None = None,
    meanwhile: Callable[[], object] = lambda: None,
    patience: float = 0,
) -> Ended:
    """Run the child on `request`; the fields for descriptors, `seal`, `stack_file` and `time_limit` are added here.

    `on_message` is called with each message as it arrives, `meanwhile` once while the child starts: it may take as long
    as an import. `timeout` is in seconds; after a timeout or an interrupt, the child is told to undo its work and gets
    `patience` seconds for it. When this returns or raises, no process of the child is left. Raises OSError if `python`
    cannot be started.
    """
    messages, channel = os.pipe()
    printed, output = os.pipe()
    asked, asking = os.pipe()
    stack_file = scratch / "stack.txt"
    request_file = scratch / "request.json"
    complete: dict[str, Any] = {
        **request,
        "channel": channel,
        "seal": secrets.token_hex(8),
        "questions": asked,
        "stack_file": str(stack_file),
        "time_limit": timeout + patience + 5,
    }
    request_file.write_text(json.dumps(complete), encoding="utf-8")
    try:
        process = subprocess.Popen(
            [python, str(BOOTSTRAP), str(request_file)],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            pass_fds=[channel, asked],
            cwd=folder,
            env={**environment, MARK: str(scratch)},
            start_new_session=True,
        )
    except BaseException:
        os.close(messages)
        os.close(printed)
        os.close(asking)
        raise
    finally:
        os.close(channel)
        os.close(output)
        os.close(asked)
    questions = questions or Questions(lambda ask: None)
    questions.connect(asking)
    reader = _Reader(messages, printed, complete["seal"], _both(on_message, questions.take))
    timed_out, left_over = False, False
    deadline = time.monotonic() + timeout
    try:
        meanwhile()
        timed_out = not reader.read_until_end(process, deadline)
        if timed_out:
            _ask_for_stack(process, stack_file)
    finally:
        try:
            if patience and process.poll() is None:
                process.send_signal(signal.SIGINT)
                reader.read_until_end(process, time.monotonic() + patience)
        finally:
            left_over = _end_group(process)
            left_over = end_marked(f"{MARK}={scratch}") or left_over
            if not reader.drain():  # a process with another environment still has a pipe open
                left_over = end_holding(*reader.pipes()) or left_over
                reader.drain()
            reader.close()
            questions.close()
    stack = stack_file.read_text(encoding="utf-8", errors="replace") if stack_file.exists() else ""
    return Ended(process.returncode, timed_out, reader.output(), stack, left_over and not timed_out)


def _both(first: Callable[[Message], None], second: Callable[[Message], None]) -> Callable[[Message], None]:
    def take(message: Message) -> None:
        first(message)
        second(message)

    return take


class _Reader:
    """Reads both pipes of the child."""

    def __init__(self, messages: int, printed: int, seal: str, on_message: Callable[[Message], None]) -> None:
        self._seal = seal.encode()
        self._messages = messages
        self._printed = printed
        self._on_message = on_message
        self._line = b""
        self._output: deque[bytes] = deque()
        self._kept = 0
        self._selector = selectors.DefaultSelector()
        for descriptor in (messages, printed):
            os.set_blocking(descriptor, False)
            self._selector.register(descriptor, selectors.EVENT_READ)

    def read_until_end(self, process: subprocess.Popen[bytes], deadline: float) -> bool:
        """Read until the process itself has ended, even if others still hold its pipes; False on timeout."""
        ended = _end_descriptor(process.pid)
        if ended is not None:
            self._selector.register(ended, selectors.EVENT_READ)
        try:
            while process.poll() is None:
                left = deadline - time.monotonic()
                if left <= 0:
                    return False
                ready = self._selector.select(left if ended is not None else min(left, 0.05))
                for key, _ in ready:
                    if key.fd != ended and self._read(key.fd) == 0:
                        self._selector.unregister(key.fd)
            return True
        finally:
            if ended is not None:
                self._selector.unregister(ended)
                os.close(ended)

    def drain(self) -> bool:
        """Read the remaining data in the pipes; return whether no process can write to them any more."""
        ended = True
        for descriptor in (self._messages, self._printed):
            left, count = DRAINED, 1
            while left > 0 and (count := self._read(descriptor)) > 0:
                left -= count
            ended = ended and count == 0
        return ended

    def pipes(self) -> tuple[int, int]:
        """Return the inode numbers of the two pipes, which are equal at both ends."""
        return os.fstat(self._messages).st_ino, os.fstat(self._printed).st_ino

    def close(self) -> None:
        """Close the pipes."""
        self._selector.close()
        os.close(self._messages)
        os.close(self._printed)

    def output(self) -> str:
        """Return the end of the output."""
        return b"".join(self._output)[-KEPT_OUTPUT:].decode("utf-8", "replace")

    def _read(self, descriptor: int) -> int:
        """Read once and return the number of bytes; -1: no data at present, 0: no process can write any more."""
        try:
            data = os.read(descriptor, 65536)
        except BlockingIOError:
            return -1
        if descriptor == self._messages:
            self._take_messages(data)
        else:
            self._keep(data)
        return len(data)

    def _take_messages(self, data: bytes) -> None:
        *lines, self._line = (self._line + data).split(b"\n")
        for line in lines:
            if line.startswith(self._seal):  # project code may write to every descriptor that it finds
                self._on_message(json.loads(line[len(self._seal) :]))

    def _keep(self, data: bytes) -> None:
        self._output.append(data)
        self._kept += len(data)
        while self._kept - len(self._output[0]) > KEPT_OUTPUT:
            self._kept -= len(self._output.popleft())


def _end_descriptor(pid: int) -> int | None:
    """Return a descriptor that becomes readable when the process ends; None if the system has no such descriptors."""
    try:
        return os.pidfd_open(pid)
    except (AttributeError, OSError):
        return None


def _ask_for_stack(process: subprocess.Popen[bytes], stack_file: Path) -> None:
    """Make the interpreter write its stack; it does so at once, even in an endless loop."""
    with contextlib.suppress(OSError):
        process.send_signal(signal.SIGUSR1)
        until = time.monotonic() + 1
        while time.monotonic() < until and process.poll() is None and not stack_file.stat().st_size:
            time.sleep(0.01)


def _end_group(process: subprocess.Popen[bytes]) -> bool:
    """End the child and all processes it started; return whether processes other than the child were still running."""
    alone = process.poll() is not None
    try:
        os.killpg(process.pid, signal.SIGKILL)
        others = alone
    except ProcessLookupError:
        others = False
    except PermissionError:  # macOS, if only a zombie is left
        others = False
    process.wait()
    return others

"""Notices that the parent process has ended, for whatever reason, and then removes everything."""

from __future__ import annotations

import _thread
import os
import select
import shutil
import signal
import time
from os import getppid  # project code may replace the module's own
from typing import Any, Callable

from .request import Request

_TRIES = 3
"""The project may connect to something at the same moment, and shut the door on us."""
_EVERY = 0.5
"""Seconds between two looks, where the project has closed the pipe that would tell at once."""


class Parent:
    """The process that started this one, as seen through the pipe of the messages, which nobody else reads."""

    def __init__(self, request: Request) -> None:
        self._request = request
        self._channel = os.dup(request.channel)
        self._process = getppid()

    def watch(self, drop: Callable[[], Any]) -> None:
        """From now on, should it be gone, call `drop`, remove the scratch folder, and end this process and its group.

        A thread does it, so that a project that loops or waits for a server is not a hindrance.
        """
        _thread.start_new_thread(self._wait, (drop,))

    def tidy_up_if_gone(self) -> None:
        """Remove the scratch folder if nobody else will; it holds the server's URL, with its password."""
        if self._is_gone(0):
            self._remove()

    def _wait(self, drop: Callable[[], Any]) -> None:
        self._is_gone(None)
        for _ in range(_TRIES):
            try:
                drop()
            except BaseException:
                continue
            break
        self._remove()
        if os.getpgrp() == os.getpid():
            os.killpg(0, signal.SIGKILL)
        os._exit(1)

    def _is_gone(self, patience: int | None) -> bool:
        """Whether nobody reads the pipe any more; waits for it as many milliseconds, None: forever."""
        poll = select.poll()
        poll.register(self._channel, 0)  # errors are always reported
        events = [event for _, event in poll.poll(patience)]
        if not any(event & select.POLLNVAL for event in events):
            return bool(events)
        while patience is None and getppid() == self._process:  # the project has closed all descriptors
            time.sleep(_EVERY)
        return getppid() != self._process

    def _remove(self) -> None:
        shutil.rmtree(os.path.dirname(self._request.scratch), ignore_errors=True)

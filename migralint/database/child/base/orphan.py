"""Notices that the parent process has ended, for whatever reason, and then removes everything."""

from __future__ import annotations

import _thread
import os
import select
import shutil
import signal
import time
from os import getppid  # project code may replace the attributes of the module
from typing import Any, Callable

from .request import Request

_TRIES = 3
"""The maximum number of attempts: the project may use the last free connection of the server at the same moment."""
_EVERY = 0.5
"""Seconds between two checks if the project has closed the pipe, which otherwise shows the end at once."""


class Parent:
    """The process that started this one; the state of the message pipe, which it alone reads, shows whether it runs."""

    def __init__(self, request: Request) -> None:
        self._request = request
        self._channel = os.dup(request.channel)
        self._process = getppid()

    def watch(self, drop: Callable[[], Any]) -> None:
        """If the parent ends, call `drop`, remove the scratch folder, and end this process and its group.

        A thread does this, so that a project that loops or waits for a server cannot prevent it.
        """
        _thread.start_new_thread(self._wait, (drop,))

    def clean_up_if_ended(self) -> None:
        """Remove the scratch folder if the parent is gone; it contains the server's URL with its password."""
        if self._has_ended(0):
            self._remove()

    def _wait(self, drop: Callable[[], Any]) -> None:
        self._has_ended(None)
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

    def _has_ended(self, patience: int | None) -> bool:
        """Return whether nobody reads the pipe any more; wait at most `patience` milliseconds, None: forever."""
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

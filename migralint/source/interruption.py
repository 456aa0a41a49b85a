"""Delays signals that end a process while work must not be interrupted."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

_REQUESTS = (signal.SIGTERM, signal.SIGHUP)
_ENDING = (signal.SIGINT, *_REQUESTS)


@contextmanager
def held_signals() -> Iterator[Callable[[], None]]:
    """Hold back Ctrl-C and the requests to end; yields a check that raises KeyboardInterrupt if one came.

    Whoever can still turn back calls the check. A Ctrl-C that nobody checked for any more came too late and is dropped:
    the work is done. A request to end takes effect when the block is left. Only the main thread gets signals; elsewhere
    nothing is held.
    """
    came: list[int] = []

    def remember(number: int, _frame: FrameType | None) -> None:
        came.append(number)

    def check() -> None:
        if came:
            raise KeyboardInterrupt

    if threading.current_thread() is not threading.main_thread():
        yield check
        return
    # Who ignores a signal (nohup) goes on doing so.
    before = {number: handler for number in _ENDING if (handler := signal.getsignal(number)) != signal.SIG_IGN}
    try:
        for number in before:
            signal.signal(number, remember)
        yield check
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
        for signal_number in came:
            if signal_number != signal.SIGINT:
                os.kill(os.getpid(), signal_number)


@contextmanager
def unwinding() -> Iterator[None]:
    """Let the requests to end take their way through `finally`, as Ctrl-C does, so that nothing of ours stays behind.

    Within the block they raise KeyboardInterrupt; after it the process ends by the signal, as whoever sent it expects.
    """
    came: list[int] = []

    def unwind(number: int, _frame: FrameType | None) -> None:
        came.append(number)
        raise KeyboardInterrupt

    before = {number: handler for number in _REQUESTS if (handler := signal.getsignal(number)) != signal.SIG_IGN}
    for number in before:
        signal.signal(number, unwind)
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
        if came:
            os.kill(os.getpid(), came[0])

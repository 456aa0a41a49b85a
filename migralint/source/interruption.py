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
    """Hold back Ctrl-C and termination signals; yields a check that raises KeyboardInterrupt if one arrived.

    Call the check wherever the work can still be undone. A Ctrl-C after the last check is dropped, because the work is
    done. A termination signal takes effect at the end of the block. Only the main thread receives signals; in another
    thread none is held back.
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
    # A signal that the process ignores (nohup) remains ignored.
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
    """Let a termination signal run the `finally` blocks, as Ctrl-C does, so that no temporary file or process remains.

    Inside the block it raises KeyboardInterrupt; after the block the process ends by the signal, as its sender expects.
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

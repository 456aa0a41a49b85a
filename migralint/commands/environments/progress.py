"""Reports the progress of reading many databases: how many, how fast, how much time is left."""

from __future__ import annotations

import time

from migralint.commands.listener import Listener, Step

_NOTE_EVERY = 10.0
"""The number of seconds between two notes about the rate."""


class Pace:
    """Reports the progress of reading a fleet to a listener."""

    def __init__(self, listener: Listener, name: str, total: int) -> None:
        """`total` databases of the environment `name` are to be read."""
        self._listener = listener
        self._name = name
        self._total = total
        self._done = 0
        self._began = self._noted_at = time.monotonic()
        self._text = f"read {name}"

    def advance(self) -> None:
        """Count one more database, whether it was read or not."""
        self._done += 1
        now = time.monotonic()
        if now - self._noted_at >= _NOTE_EVERY:
            self._noted_at = now
            rate = self._done / (now - self._began)
            left = (self._total - self._done) / rate
            self._text = f"read {self._name}: {rate:,.0f} a second, {duration(left)} left"
        self._listener.progress(Step(self._text, self._done, self._total))


def duration(seconds: float) -> str:
    """A number of seconds in readable form: 40 s, 3 min, 2 h."""
    if seconds < 100:
        return f"{seconds:.0f} s"
    return f"{seconds / 60:.0f} min" if seconds < 6000 else f"{seconds / 3600:.1f} h"

"""Reads many files in several processes at once; what a process fails at is left to the caller."""

from __future__ import annotations

import gc
import marshal
import os
import sys
from collections.abc import Callable, Sequence
from typing import Any

_FEWEST = 120
"""Fewer items are done sooner than processes are started."""
_MOST_PROCESSES = 8


class Helpers:
    """Forked processes that each do `work` for a share of the items while this process does something else.

    `work` must neither print nor write, and return what marshal takes. There are none where that would not help or not
    be safe: few items, one processor, threads, a platform without fork.
    """

    def __init__(self, items: Sequence[str], work: Callable[[str], Any]) -> None:
        """Start them at once."""
        processes = min(_processors(), _MOST_PROCESSES, len(items) * 2 // _FEWEST)
        self.left: Sequence[str] = items[0 :: max(processes, 1)]
        """The items that no helper has: for this process."""
        self._running = [_start(items[share::processes], work) for share in range(1, processes)]

    def results(self) -> dict[str, Any]:
        """Wait for them; returns the result by item. What a process failed at is missing."""
        results: dict[str, Any] = {}
        for process, pipe in self._running:
            with os.fdopen(pipe, "rb") as stream:
                data = stream.read()
            os.waitpid(process, 0)
            try:
                results.update(marshal.loads(data))
            except (EOFError, ValueError, TypeError):
                continue  # it was killed, or memory was full
        self._running = []
        return results


def _start(items: Sequence[str], work: Callable[[str], Any]) -> tuple[int, int]:
    """Start a process on its share; returns its id and the pipe on which it answers."""
    reading, writing = os.pipe()
    process = os.fork()
    if process:
        os.close(writing)
        return process, reading
    try:
        os.close(reading)
        gc.disable()
        with os.fdopen(writing, "wb") as stream:
            stream.write(marshal.dumps({item: work(item) for item in items}))
    finally:
        os._exit(0)  # nothing of the parent's may be flushed or cleaned up twice


def _processors() -> int:
    threading = sys.modules.get("threading")
    if not hasattr(os, "fork") or sys.platform == "darwin" or (threading and threading.active_count() > 1):
        return 1
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1

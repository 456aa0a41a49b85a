"""Reads many files in several processes at once; the caller handles what a process fails at."""

from __future__ import annotations

import gc
import marshal
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from typing import Any

_FEWEST = 120
"""Fewer items are done sooner than processes are started."""
_MOST_PROCESSES = 8
_MOST_SHARES = 256
"""A ticket is one byte: reading one is atomic everywhere."""


class Helpers:
    """Forked processes that do `work` for items while this process does something else, and then the same.

    `work` must neither print nor write, and return what marshal takes. There are none where that would not help or not
    be safe: few items, one processor, threads, a platform without fork.
    """

    def __init__(self, items: Sequence[str], work: Callable[[str], Any]) -> None:
        """Start them at once."""
        processes = min(_processors(), _MOST_PROCESSES, len(items) * 2 // _FEWEST)
        size = -(-len(items) // _MOST_SHARES)
        self._shares = [items[start : start + size] for start in range(0, len(items), max(size, 1))]
        self._tickets: int | None = None
        self._running: list[tuple[int, int]] = []
        if processes > 1:
            self._start_all(processes - 1, work)

    def left(self) -> Iterator[str]:
        """Yield the items for this process to do: one after the other, as long as no helper has taken the rest."""
        for share in self._taken():
            yield from share

    def results(self) -> dict[str, Any]:
        """Wait for them; returns the result by item. What a process failed at is missing. Nothing is left then."""
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
        if self._tickets is not None:
            os.close(self._tickets)
            self._tickets = None
            self._shares = []
        return results

    def _start_all(self, processes: int, work: Callable[[str], Any]) -> None:
        """Start as many as the system allows; where it allows none, this process does everything."""
        try:
            self._tickets, writing = os.pipe()
            os.write(writing, bytes(range(len(self._shares))))
            os.close(writing)
            for _ in range(processes):
                self._running.append(self._start(work))
        except OSError:
            return

    def _taken(self) -> Iterator[Sequence[str]]:
        """Yield the shares that fall to the process that asks: whoever is free reads the next ticket."""
        if self._tickets is None:
            yield from self._shares
            return
        while ticket := os.read(self._tickets, 1):
            yield self._shares[ticket[0]]

    def _start(self, work: Callable[[str], Any]) -> tuple[int, int]:
        """Start a process; returns its id and the pipe on which it answers."""
        parent = os.getpid()
        reading, writing = os.pipe()
        try:
            process = os.fork()
        except OSError:
            os.close(reading)
            os.close(writing)
            raise
        if process:
            os.close(writing)
            return process, reading
        try:
            os.close(reading)
            gc.disable()
            done: dict[str, Any] = {}
            for share in self._taken():
                if os.getppid() != parent:
                    break  # nobody waits any more
                done |= {item: work(item) for item in share}
            with os.fdopen(writing, "wb") as stream:
                stream.write(marshal.dumps(done))
        finally:
            os._exit(0)  # nothing of the parent's may be flushed or cleaned up twice


def _processors() -> int:
    threading = sys.modules.get("threading")
    if not hasattr(os, "fork") or sys.platform == "darwin" or (threading and threading.active_count() > 1):
        return 1
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1

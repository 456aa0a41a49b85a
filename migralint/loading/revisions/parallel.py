"""Reads many files in several processes at once; the caller handles what a process fails at."""

from __future__ import annotations

import gc
import marshal
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from typing import Any

_FEWEST = 120
"""Starting processes takes longer than fewer items."""
_MOST_PROCESSES = 8
_MOST_SHARES = 256
"""The number of shares, because a ticket is one byte: on every platform, reading one byte is atomic."""


class Helpers:
    """Forked processes that do `work` for items while this process does something else, and later helps them.

    `work` must neither print nor write, and must return a value that marshal can store. No process is started if that
    is useless or unsafe: for few items, on one processor, with threads, on a platform without fork.
    """

    def __init__(self, items: Sequence[str], work: Callable[[str], Any]) -> None:
        """Start the processes at once."""
        processes = min(_processors(), _MOST_PROCESSES, len(items) * 2 // _FEWEST)
        size = -(-len(items) // _MOST_SHARES)
        self._shares = [items[start : start + size] for start in range(0, len(items), max(size, 1))]
        self._tickets: int | None = None
        self._running: list[tuple[int, int]] = []
        if processes > 1:
            self._start_all(processes - 1, work)

    def left(self) -> Iterator[str]:
        """Yield the items that this process must do, one after the other, until all items are assigned."""
        for share in self._next_shares():
            yield from share

    def results(self) -> dict[str, Any]:
        """Wait for the processes, and return the results by item, without the items of a process that failed.

        Afterwards no process and no item is left.
        """
        results: dict[str, Any] = {}
        for process, pipe in self._running:
            with os.fdopen(pipe, "rb") as stream:
                data = stream.read()
            os.waitpid(process, 0)
            try:
                results.update(marshal.loads(data))
            except (EOFError, ValueError, TypeError):
                continue  # the process was killed, or ran out of memory
        self._running = []
        if self._tickets is not None:
            os.close(self._tickets)
            self._tickets = None
            self._shares = []
        return results

    def _start_all(self, processes: int, work: Callable[[str], Any]) -> None:
        """Start as many processes as the system allows; if it allows none, this process does everything."""
        try:
            self._tickets, writing = os.pipe()
            os.write(writing, bytes(range(len(self._shares))))
            os.close(writing)
            for _ in range(processes):
                self._running.append(self._start(work))
        except OSError:
            return

    def _next_shares(self) -> Iterator[Sequence[str]]:
        """Yield the shares for the calling process: each process reads the next ticket as soon as it is free."""
        if self._tickets is None:
            yield from self._shares
            return
        while ticket := os.read(self._tickets, 1):
            yield self._shares[ticket[0]]

    def _start(self, work: Callable[[str], Any]) -> tuple[int, int]:
        """Start a process; returns its id, and the pipe to which it writes its results."""
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
            for share in self._next_shares():
                if os.getppid() != parent:
                    break  # the parent ended
                done |= {item: work(item) for item in share}
            with os.fdopen(writing, "wb") as stream:
                stream.write(marshal.dumps(done))
        finally:
            os._exit(0)  # without flushing or cleaning up what belongs to the parent


def _processors() -> int:
    threading = sys.modules.get("threading")
    if not hasattr(os, "fork") or sys.platform == "darwin" or (threading and threading.active_count() > 1):
        return 1
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1

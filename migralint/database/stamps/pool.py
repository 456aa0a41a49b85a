"""The readers of one run: started when needed, reused, replaced when they have ended."""

from __future__ import annotations

import threading
from typing import Any

from migralint.database.stamps.process import Reader

_USES = 2_000
"""The number of databases after which a reader is replaced: drivers leak memory."""


class Readers:
    """Passes requests to readers, one reader per waiting thread; `end_all` ends them all."""

    def __init__(self, python: str) -> None:
        """`python` is the interpreter's path."""
        self._python = python
        self._idle: list[tuple[Reader, int]] = []
        self._busy: set[Reader] = set()
        self._ended = False
        self._lock = threading.Lock()

    def ask(self, request: dict[str, Any], timeout: float) -> dict[str, Any]:
        """Return a reader's answer to one request; `timeout` is in seconds.

        Raises TimeoutError, ReaderCrashed, OSError if the interpreter cannot be started, and InterruptedError after
        `end_all`.
        """
        reader, uses = self._take()
        try:
            return reader.ask(request, timeout)
        except Exception:
            if self._ended:
                raise InterruptedError from None
            raise
        finally:
            with self._lock:
                self._busy.discard(reader)
                keep = not reader.is_over and not self._ended and uses + 1 < _USES
                if keep:
                    self._idle.append((reader, uses + 1))
            if not keep:
                reader.close()

    def end_all(self) -> None:
        """End every reader, and start no other."""
        with self._lock:
            self._ended = True
            idle, self._idle = self._idle, []
            for reader in self._busy:
                reader.end()  # its thread closes it
        for reader, _ in idle:
            reader.close()

    def _take(self) -> tuple[Reader, int]:
        with self._lock:
            if self._ended:
                raise InterruptedError
            # Use the most recent one, so that few readers are started if few are needed at the same time.
            reader, uses = self._idle.pop() if self._idle else (Reader(self._python), 0)
            self._busy.add(reader)
        return reader, uses

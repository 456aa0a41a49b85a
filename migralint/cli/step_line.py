"""One line on a terminal's stderr that names what is being done and disappears afterwards."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager


@contextmanager
def step_line(*, quiet: bool) -> Iterator[Callable[[str], None]]:
    """Yield what shows a step in place of the one before; nothing is shown if `quiet` or without a terminal."""
    if quiet or not sys.stderr.isatty():
        yield lambda text: None
        return

    def show(text: str) -> None:
        sys.stderr.write(f"\r\x1b[K{text[:100]}")
        sys.stderr.flush()

    try:
        yield show
    finally:
        show("\r")

"""Notes on stderr, and one progress line on a terminal."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from migralint.cli.console.streams import note

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

    from migralint.commands.listener import Step

_REDRAWN = 0.08
"""Minimum seconds between two drawings: more would not be visible, and ten thousand databases are read in less time."""


class ConsoleListener:
    """The listener of the command line."""

    def __init__(self, *, quiet: bool = False, verbose: bool = False) -> None:
        """`quiet` ignores everything; `verbose` prints a line for each step if there is no terminal."""
        self._quiet = quiet
        self._verbose = verbose
        self._terminal = not quiet and _is_terminal()
        self._line: Progress | None = None
        self._task: TaskID | None = None
        self._drawn = 0.0
        self._last = ""

    def note(self, text: str) -> None:
        """Print a note, above the progress line."""
        if not self._quiet:
            self.clear()
            note(text)

    def progress(self, step: Step) -> None:
        """Show a step."""
        if self._terminal:
            self._draw(step)
        elif self._verbose and not self._quiet and step.text != self._last and step.total != 1:
            note(f"{step.text} ({step.done} of {step.total})" if step.total else step.text)
        self._last = step.text

    def clear(self) -> None:
        """Remove the progress line."""
        if self._line is not None:
            self._line.stop()
            self._line = None

    def _draw(self, step: Step) -> None:
        from migralint.reporting.segments import visible

        now = time.monotonic()
        if self._line is None or self._task is None:
            self._line = _line()
            self._task = self._line.add_task(step.text, total=None)
            self._line.start()
        elif now - self._drawn < _REDRAWN and step.done != step.total:
            return
        self._drawn = now
        self._line.update(
            self._task, description=visible(step.text)[:60], completed=step.done, total=step.total or None
        )
        self._line.refresh()


@contextmanager
def listening(*, quiet: bool = False, verbose: bool = False) -> Iterator[ConsoleListener]:
    """Yield a listener; its progress line is removed afterwards, also after an error."""
    listener = ConsoleListener(quiet=quiet, verbose=verbose)
    try:
        yield listener
    finally:
        listener.clear()


def _is_terminal() -> bool:
    return sys.stderr is not None and sys.stderr.isatty() and os.environ.get("TERM") != "dumb"


def _line() -> Progress:
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeElapsedColumn,
        TimeRemainingColumn,
    )

    return Progress(
        TextColumn("{task.description}", markup=False),
        BarColumn(bar_width=20),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
        console=Console(stderr=True),
        transient=True,
        auto_refresh=False,  # no second thread while files are changed
    )

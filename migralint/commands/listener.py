"""Receives notes and progress of a command; the caller decides what to do with them."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple, Protocol

if TYPE_CHECKING:
    from migralint.database.project.conversation import Progress


class Step(NamedTuple):
    """One step of a long task."""

    text: str
    """The step that starts, in a few words."""
    done: int = 0
    """Steps completed before it."""
    total: int = 0
    """Total number of steps; 0: not known."""


class Listener(Protocol):
    """Receives notes and progress; must return quickly and must not raise."""

    def note(self, text: str) -> None:
        """Receive a note on the result: one sentence without a full stop or a line end."""

    def progress(self, step: Step) -> None:
        """Receive the step that starts now."""


class _Silent:
    def note(self, text: str) -> None:
        pass

    def progress(self, step: Step) -> None:
        pass


SILENT: Listener = _Silent()
"""Ignores everything."""


def child_steps(listener: Listener) -> Callable[[Progress], None]:
    """Return a function that turns the progress of project code into steps."""

    def report(progress: Progress) -> None:
        text = progress.stage
        if progress.revision is not None:
            text = f"upgrade {progress.revision}"
        if progress.target not in (None, "default"):
            text = f"{progress.target}: {text}"
        listener.progress(Step(text, progress.index + 1 if progress.revision else 0, progress.total))

    return report

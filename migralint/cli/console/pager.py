"""The user's pager, for output that is longer than the screen."""

from __future__ import annotations

import os
import shlex
import signal
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from migralint.cli.console.streams import is_terminal, write_stdout


def page(text: str) -> None:
    """Show a document through `$PAGER` if that is set and stdout is a terminal; otherwise write it to stdout.

    `LESS` is FRX unless the user has set it, so that colours are shown, like in git.
    """
    command = _command()
    if not command or not is_terminal():
        write_stdout(text)
        return
    try:
        process = subprocess.Popen(command, stdin=subprocess.PIPE, env={"LESS": "FRX", **os.environ})
    except OSError:
        write_stdout(text)
        return
    with _interrupts_left_to_the_pager(), suppress(BrokenPipeError):  # the user may have closed the pager early
        process.communicate(text.encode("utf-8", "backslashreplace"))


@contextmanager
def _interrupts_left_to_the_pager() -> Iterator[None]:
    """Ctrl-C ends a search in the pager, not this program behind it."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def _command() -> list[str]:
    try:
        return shlex.split(os.environ.get("PAGER", ""))
    except ValueError:
        return []

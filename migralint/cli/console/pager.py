"""The user's pager, for what is longer than the screen."""

from __future__ import annotations

import os
import shlex
import subprocess

from migralint.cli.console.color import is_terminal
from migralint.cli.console.streams import write_stdout


def page(text: str) -> None:
    """Show a document through `$PAGER` if that is set and stdout is a terminal; otherwise write it to stdout.

    `LESS` is FRX unless the user has set it, so that colours are shown, as git does it.
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
    try:
        process.communicate(text.encode("utf-8", "backslashreplace"))
    except BrokenPipeError:
        pass  # the user has seen enough
    finally:
        process.wait()


def _command() -> list[str]:
    try:
        return shlex.split(os.environ.get("PAGER", ""))
    except ValueError:
        return []

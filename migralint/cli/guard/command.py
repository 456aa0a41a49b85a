"""`migralint guard`: the command line of the file that lets env.py refuse; `run` does the work."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from migralint.cli.console.color import Color
from migralint.cli.options import (
    ColorOption,
    ConfigOption,
    NameOption,
    OutputOption,
    PathArgument,
    QuietOption,
    SamePathOption,
    SettingsOption,
    one_path,
)


class GuardFormat(StrEnum):
    """Format of the result."""

    TEXT = "text"
    JSON = "json"


EPILOG = """\
\b
Examples:
  migralint guard          write migralint_guard.py, show the lines for env.py
  migralint guard --write  also insert the lines

Exit status: 0 done; 1 a file was not changed, because it was edited or is
too unusual; 2 wrong usage or unreadable input.
"""


def guard(
    path: PathArgument = ".",
    same_path: SamePathOption = None,
    config: ConfigOption = None,
    name: NameOption = None,
    settings: SettingsOption = None,
    write: Annotated[bool, typer.Option("--write", help="Insert the lines that call the guard into env.py.")] = False,
    format_: Annotated[GuardFormat, typer.Option("--format", help="Format of the result.")] = GuardFormat.TEXT,
    output: OutputOption = None,
    color: ColorOption = Color.AUTO,
    quiet: QuietOption = False,
) -> int:
    """Let env.py refuse a database that this release cannot upgrade."""
    from migralint.cli.console.output import Output
    from migralint.cli.guard.run import run_guard
    from migralint.commands.guard import GuardCommand
    from migralint.commands.opening import ProjectOptions

    return run_guard(
        GuardCommand(ProjectOptions(one_path(path, same_path), config, name, settings), write),
        Output(format_.value, tuple(output or ()), color, quiet),
    )

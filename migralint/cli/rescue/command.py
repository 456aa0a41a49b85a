"""`migralint rescue`: the command line of the ledger; `rescue_run` does the work."""

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
    VerboseOption,
    one_path,
)


class RescueFormat(StrEnum):
    """Format of the result."""

    TEXT = "text"
    JSON = "json"


EPILOG = """\
\b
Examples:
  migralint rescue                      what was pruned
  migralint rescue 1975ea83b712         where it is kept, who may need it
  migralint rescue 1975ea83b712 --write /tmp/rescue

Exit status: 0 it can be recovered, 1 it cannot, 2 wrong usage or unknown revision.
"""


def rescue(
    revision: Annotated[
        str | None,
        typer.Argument(
            metavar="REV",
            help="A pruned revision, or the beginning of its id; default: list all.",
            show_default=False,
        ),
    ] = None,
    path: PathArgument = ".",
    same_path: SamePathOption = None,
    config: ConfigOption = None,
    name: NameOption = None,
    settings: SettingsOption = None,
    manifest: Annotated[
        str | None, typer.Option("--manifest", metavar="FILE", help="The list of environments.", show_default=False)
    ] = None,
    archive: Annotated[
        str | None, typer.Option("--archive", metavar="FILE", help="An archive that an earlier prune wrote.")
    ] = None,
    write: Annotated[
        str | None,
        typer.Option(
            "--write", metavar="DIR", help="Write a script directory that upgrades a database from that revision."
        ),
    ] = None,
    format_: Annotated[RescueFormat, typer.Option("--format", help="Format of the answer.")] = RescueFormat.TEXT,
    output: OutputOption = None,
    color: ColorOption = Color.AUTO,
    quiet: QuietOption = False,
    verbose: VerboseOption = False,
) -> int:
    """Show where a pruned revision is kept, or restore it."""
    from migralint.cli.console.output import Output
    from migralint.cli.rescue.run import run_rescue
    from migralint.commands.opening import ProjectOptions
    from migralint.commands.rescue import RescueCommand

    return run_rescue(
        RescueCommand(
            revision=revision,
            project=ProjectOptions(one_path(path, same_path), config, name, settings, manifest),
            archive=archive,
            write=write,
        ),
        Output(format_.value, tuple(output or ()), color, quiet, verbose),
    )

"""`migralint env export`: where the databases stand, for a monitoring system."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from migralint.cli.env.connect import NamesArgument
from migralint.cli.env.options import EXIT_STATUS, ManifestOption, PathOption, SameOption
from migralint.cli.exits import Exit
from migralint.cli.options import ConfigOption, NameOption, SettingsOption, one_path

EPILOG = f"""\
\b
Examples:
  migralint env export                          every environment
  migralint env export fleet --output fleet.prom  for a text file collector

Exports what the manifest records, without a connection: how many databases are at which revision, how many revisions
they still have to run, how many were never read, and how old the record is.

{EXIT_STATUS}
"""


class ExportFormat(StrEnum):
    """The format of the numbers."""

    OPENMETRICS = "openmetrics"


def export(
    environments: NamesArgument = None,
    path: PathOption = ".",
    same_path: SameOption = None,
    config: ConfigOption = None,
    name: NameOption = None,
    settings: SettingsOption = None,
    manifest: ManifestOption = None,
    format_: Annotated[
        ExportFormat, typer.Option("--format", help="Format of the document.")
    ] = ExportFormat.OPENMETRICS,
    output: Annotated[
        str | None, typer.Option("--output", metavar="FILE", help="Write it to this file, completely or not at all.")
    ] = None,
) -> int:
    """Write the recorded stamps for a monitoring system."""
    from migralint.cli.console.streams import write_file, write_stdout
    from migralint.commands.environments.export import export as exported
    from migralint.commands.environments.manifest_file import open_manifest
    from migralint.commands.opening import ProjectOptions
    from migralint.reporting.environments.openmetrics import openmetrics_lines

    opened = open_manifest(ProjectOptions(one_path(path, same_path), config, name, settings, manifest))
    text = "".join(f"{line}\n" for line in openmetrics_lines(exported(opened, environments or ())))
    if output is None:
        write_stdout(text)
    else:
        write_file(output, text)
    return Exit.OK

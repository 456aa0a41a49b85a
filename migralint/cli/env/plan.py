"""`migralint env plan`: what an upgrade of an environment would run."""

from __future__ import annotations

import os
from typing import Annotated

import typer

from migralint.cli.console.color import Color
from migralint.cli.env.connect import PythonOption, TimeoutOption
from migralint.cli.env.options import EnvFormat, FormatOption, ManifestOption
from migralint.cli.exits import Exit
from migralint.cli.options import (
    ColorOption,
    ConfigOption,
    NameOption,
    PathArgument,
    QuietOption,
    SamePathOption,
    SettingsOption,
    one_path,
)

EPILOG = """\
\b
Examples:
  migralint env plan production            from the recorded stamps
  migralint env plan production --connect  also show how large the tables are

Lists each revision that `alembic upgrade heads` would run there, in order, with the findings about its file. --connect
only reads the stamp and the sizes of the tables that those revisions name.

Exit status: 0 it can be upgraded, 1 it cannot, or a stamp is not known, 2 wrong usage.
"""


def plan(
    environment: Annotated[str, typer.Argument(metavar="NAME", help="An entry of the manifest.")],
    path: PathArgument = ".",
    connect: Annotated[
        bool, typer.Option("--connect", help="Ask the database for its stamp and the sizes of its tables.")
    ] = False,
    python: PythonOption = None,
    timeout: TimeoutOption = 60,
    same_path: SamePathOption = None,
    config: ConfigOption = None,
    name: NameOption = None,
    settings: SettingsOption = None,
    manifest: ManifestOption = None,
    format_: FormatOption = EnvFormat.TEXT,
    color: ColorOption = Color.AUTO,
    quiet: QuietOption = False,
) -> int:
    """Show what `alembic upgrade heads` would run there."""
    from migralint.cli.console.progress import listening
    from migralint.cli.console.streams import note
    from migralint.cli.env.show import show_document, show_lines
    from migralint.commands.environments.manifest_file import open_manifest
    from migralint.commands.environments.plan import plan_environment
    from migralint.commands.opening import ProjectOptions
    from migralint.reporting.environments.plan import plan_document, plan_lines

    options = ProjectOptions(one_path(path, same_path), config, name, settings, manifest)
    opened = open_manifest(options)
    with listening(quiet=quiet) as listener:
        planned = plan_environment(
            opened, options, environment, connect=connect, python=python, timeout=timeout, listener=listener
        )
    if planned.unreached is not None:
        note(f"{environment} was not read: {planned.unreached.message}; this plan uses its recorded stamps")
    if format_ is EnvFormat.JSON:
        show_document(plan_document(planned, opened.script.root))
    else:
        show_lines(plan_lines(planned, os.getcwd()), color)
    return Exit.OK if planned.is_fine else Exit.FINDINGS

"""`migralint create`: the command line of the recipe for new databases; `create_run` does the work."""

from __future__ import annotations

from typing import Annotated

import typer

from migralint.cli.options import (
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
  migralint create postgresql://app@localhost/app  create_all, and stamp it
  migralint create --url-env DATABASE_URL          the URL, from a variable
  migralint create sqlite:///app.db --sql          print, do not connect

Exit status: 0 built; 1 refused, nothing was changed or left behind; 2 wrong usage or unreachable.
"""


def create(
    url: Annotated[
        str | None, typer.Argument(metavar="URL", help="The SQLAlchemy URL of an empty database.", show_default=False)
    ] = None,
    path: PathArgument = ".",
    same_path: SamePathOption = None,
    url_env: Annotated[
        str | None, typer.Option("--url-env", metavar="VAR", help="The environment variable that holds the URL.")
    ] = None,
    sql: Annotated[bool, typer.Option("--sql", help="Print the statements instead of running them.")] = False,
    no_verify: Annotated[
        bool,
        typer.Option("--no-verify", help="Do not check first what create_all would lack (rows, views, triggers)."),
    ] = False,
    python: Annotated[
        str | None,
        typer.Option("--python", metavar="FILE", help="The interpreter that has the project's packages and drivers."),
    ] = None,
    metadata: Annotated[
        str | None,
        typer.Option("--metadata", metavar="MODULE:NAME", help="The models, instead of env.py's target_metadata."),
    ] = None,
    config: ConfigOption = None,
    name: NameOption = None,
    settings: SettingsOption = None,
    quiet: QuietOption = False,
) -> int:
    """Build an up-to-date database from the models, and stamp it."""
    from migralint.cli.create.run import run_create
    from migralint.commands.create import CreateCommand
    from migralint.commands.opening import ProjectOptions

    if url is not None and url_env is not None and path == "." and "://" not in url:
        path = url  # the URL is in the variable, so this argument is the project
        url = None
    return run_create(
        CreateCommand(
            url=url,
            url_env=url_env,
            project=ProjectOptions(one_path(path, same_path), config, name, settings),
            sql=sql,
            no_verify=no_verify,
            python=python,
            metadata=metadata,
        ),
        quiet=quiet,
    )

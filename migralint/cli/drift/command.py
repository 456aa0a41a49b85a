"""`migralint drift`: the command line; `drift_of_project` does the work."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import typer

from migralint.cli.console.color import Color
from migralint.cli.env.connect import PythonOption, TimeoutOption, refuse_url
from migralint.cli.env.options import ManifestOption, PathOption, SameOption
from migralint.cli.options import (
    ColorOption,
    ConfigOption,
    NameOption,
    OutputOption,
    QuietOption,
    SettingsOption,
    VerboseOption,
    one_path,
)


class DriftFormat(StrEnum):
    """Format of the result."""

    TEXT = "text"
    JSON = "json"
    SARIF = "sarif"
    MARKDOWN = "markdown"


EPILOG = """\
\b
Examples:
  migralint drift production             one entry of the manifest
  migralint drift --all                  every entry with url-env
  migralint drift --url-env DATABASE_URL a database that is not listed
  migralint drift tenants --rows plans   also the rows of a table
  migralint drift --all --output markdown=drift.md

Builds the migrations up to each database's own stamp on a scratch database
and compares the two. Live databases are only read, in read-only transactions.

Exit status: 0 no drift, 1 drift or a database that was not judged, 2 wrong usage.
"""


def drift(
    environments: Annotated[
        list[str] | None, typer.Argument(metavar="ENV", help="Entries of the manifest.", show_default=False)
    ] = None,
    everything: Annotated[bool, typer.Option("--all", help="Every entry that has url-env.")] = False,
    url_env: Annotated[
        str | None,
        typer.Option(
            "--url-env",
            metavar="VARIABLE",
            help="The variable that holds the URL of a database that is not in the manifest.",
        ),
    ] = None,
    schemas: Annotated[
        str | None,
        typer.Option("--schemas", metavar="GLOB", help="With --url-env: treat each matching schema as one database."),
    ] = None,
    version_table: Annotated[
        str | None,
        typer.Option(
            "--version-table", metavar="TABLE", help="With --url-env: the version table, if env.py does not name it."
        ),
    ] = None,
    version_table_schema: Annotated[
        str | None,
        typer.Option(
            "--version-table-schema", metavar="SCHEMA", help="With --url-env: the schema of the version table."
        ),
    ] = None,
    rows: Annotated[
        list[str] | None,
        typer.Option("--rows", metavar="TABLE", help="Also compare the rows of this table; repeatable."),
    ] = None,
    database: Annotated[
        list[str] | None,
        typer.Option(
            "--database",
            metavar="DATABASE",
            help="Where scratch databases are created: sqlite, postgresql (a temporary server), or a server's URL; "
            "repeatable.",
        ),
    ] = None,
    python: PythonOption = None,
    x: Annotated[
        list[str] | None,
        typer.Option("-x", metavar="ARGUMENT", help="An argument for env.py, as with `alembic -x`; repeatable."),
    ] = None,
    strict: Annotated[bool, typer.Option("--strict", help="Count notes as drift.")] = False,
    timeout: TimeoutOption = 60,
    path: PathOption = ".",
    same_path: SameOption = None,
    config: ConfigOption = None,
    name: NameOption = None,
    settings: SettingsOption = None,
    manifest: ManifestOption = None,
    format_: Annotated[DriftFormat, typer.Option("--format", help="Format of the result.")] = DriftFormat.TEXT,
    output: OutputOption = None,
    color: ColorOption = Color.AUTO,
    quiet: QuietOption = False,
    verbose: VerboseOption = False,
) -> int:
    """Compare live databases with what their stamps promise. Runs project code."""
    from migralint.cli.console.output import Output
    from migralint.cli.drift.run import run_drift
    from migralint.commands.drift.drift import DriftCommand
    from migralint.commands.opening import ProjectOptions

    if url_env is not None:
        refuse_url(url_env)
    return run_drift(
        DriftCommand(
            project=ProjectOptions(one_path(path, same_path), config, name, settings, manifest),
            names=tuple(environments or ()),
            everything=everything,
            url_env=url_env,
            schemas=schemas,
            version_table=version_table,
            version_table_schema=version_table_schema,
            rows=tuple(rows or ()),
            databases=tuple(database or ()),
            python=python,
            x=tuple(x or ()),
            strict=strict,
            timeout=timeout,
        ),
        Output(format_.value, tuple(output or ()), color, quiet, verbose),
    )

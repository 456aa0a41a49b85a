"""`migralint env check`: are databases where the manifest says, and can they be upgraded? The guard before a deploy."""

from __future__ import annotations

from typing import Annotated

import typer

from migralint.cli.console.color import Color
from migralint.cli.env.connect import NamesArgument, PythonOption, TimeoutOption, refuse_url
from migralint.cli.env.options import EnvFormat, FormatOption, ManifestOption, PathOption, SameOption
from migralint.cli.exits import Exit
from migralint.cli.options import ColorOption, ConfigOption, NameOption, QuietOption, SettingsOption, one_path
from migralint.source.errors import InputError

EPILOG = """\
\b
Examples:
  migralint env check production              as recorded? can it be upgraded?
  migralint env check --url-env DATABASE_URL  the guard of a deploy script

Reports each database as at or above the floor (what it needs is here), stranded (stamped at a pruned revision),
unstamped, or unknown, and says what to do. Writes nothing.

Exit status: 0 all as recorded and ready for an upgrade, 1 not ready or not reached, 2 wrong usage.
"""


def check(
    environments: NamesArgument = None,
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
        str, typer.Option("--version-table", metavar="TABLE", help="With --url-env: the name of the version table.")
    ] = "alembic_version",
    version_table_schema: Annotated[
        str | None,
        typer.Option(
            "--version-table-schema", metavar="SCHEMA", help="With --url-env: the schema of the version table."
        ),
    ] = None,
    python: PythonOption = None,
    timeout: TimeoutOption = 60,
    path: PathOption = ".",
    same_path: SameOption = None,
    config: ConfigOption = None,
    name: NameOption = None,
    settings: SettingsOption = None,
    manifest: ManifestOption = None,
    format_: FormatOption = EnvFormat.TEXT,
    color: ColorOption = Color.AUTO,
    quiet: QuietOption = False,
) -> int:
    """Compare databases with the manifest: can they be upgraded?

    Writes nothing.
    """
    from migralint.cli.console.progress import listening
    from migralint.cli.env.connect import note_failures
    from migralint.cli.env.show import show_document, show_lines
    from migralint.commands.environments.check import check_listed, check_variable
    from migralint.commands.environments.manifest_file import open_manifest
    from migralint.commands.opening import ProjectOptions
    from migralint.environments.environment import OneTable, Schemas
    from migralint.reporting.environments.stamps import check_document, check_lines

    if [bool(environments), everything, url_env is not None].count(True) != 1:
        raise InputError("name environments, or pass --all, or --url-env VARIABLE", hint="see --help")
    opened = open_manifest(ProjectOptions(one_path(path, same_path), config, name, settings, manifest))
    with listening(quiet=quiet, verbose=True) as listener:
        if url_env is not None:
            refuse_url(url_env)
            if schemas is not None and version_table_schema is not None:
                raise InputError("--schemas and --version-table-schema contradict each other")
            reading = Schemas(schemas, version_table) if schemas else OneTable(version_table, version_table_schema)
            checked = check_variable(opened, url_env, reading, python=python, timeout=timeout, listener=listener)
        else:
            checked = check_listed(
                opened, environments or (), everything=everything, python=python, timeout=timeout, listener=listener
            )
    note_failures({one.name: one.outcome for one in checked})
    if format_ is EnvFormat.JSON:
        show_document(check_document(checked, None if url_env is not None else opened.path, opened.script.root))
    else:
        show_lines(check_lines(checked), color)
    return Exit.OK if all(one.is_fine for one in checked) else Exit.FINDINGS

"""`migralint env check`: are databases where the manifest says, and can they be upgraded? The guard before a deploy."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Annotated

import typer

from migralint.cli.console.color import Color
from migralint.cli.env.connect import NamesArgument, PythonOption, TimeoutOption
from migralint.cli.env.options import EnvFormat, FormatOption, ManifestOption, ProjectOption
from migralint.cli.exits import Exit
from migralint.cli.options import ColorOption, ConfigOption, NameOption, QuietOption, SettingsOption
from migralint.source.errors import InputError

if TYPE_CHECKING:
    from migralint.environments.environment import Environment, Reading

CHECK_EPILOG = """\
\b
Examples:
  migralint env check production              as recorded? can it be upgraded?
  migralint env check --url-env DATABASE_URL  the guard of a deploy script

Says of each database: at or above the floor (what it needs is here), stranded (stamped at a pruned revision),
unstamped, or unknown, and what to do. Nothing is written.

Exit status: 0 all as recorded and fit for an upgrade, 1 not so or not reached, 2 wrong usage.
"""


def check(
    environments: NamesArgument = None,
    everything: Annotated[bool, typer.Option("--all", help="Every entry that has url-env.")] = False,
    url_env: Annotated[
        str | None,
        typer.Option("--url-env", metavar="VARIABLE", help="A database that need not be listed: where its URL is."),
    ] = None,
    schemas: Annotated[
        str | None, typer.Option("--schemas", metavar="GLOB", help="With --url-env: each matching schema is one.")
    ] = None,
    version_table: Annotated[
        str, typer.Option("--version-table", metavar="TABLE", help="With --url-env: its version table's name.")
    ] = "alembic_version",
    version_table_schema: Annotated[
        str | None, typer.Option("--version-table-schema", metavar="SCHEMA", help="With --url-env: its schema.")
    ] = None,
    python: PythonOption = None,
    timeout: TimeoutOption = 60,
    project: ProjectOption = ".",
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
    from migralint.cli.env.connect import chosen, read_all
    from migralint.cli.env.opened import Target, open_target, roster_of
    from migralint.cli.env.show import show_document, show_lines
    from migralint.database.stamps.request import Stamped
    from migralint.environments.environment import OneTable, Schemas
    from migralint.reporting.environments.stamps import CheckedEnvironment, check_document, check_lines
    from migralint.rules.environment.standing import standing_of

    if [bool(environments), everything, url_env is not None].count(True) != 1:
        raise InputError("name environments, or give --all, or --url-env VARIABLE", hint="see --help")
    opened = open_target(Target(project, config, name, settings, manifest))
    listed: dict[str, Environment] = {}
    wanted: dict[str, tuple[str, Reading]] = {}
    loaded = None
    if url_env is not None:
        _refuse_url(url_env)
        if schemas is not None and version_table_schema is not None:
            raise InputError("--schemas and --version-table-schema contradict each other")
        wanted[f"${url_env}"] = (
            url_env,
            OneTable(version_table, version_table_schema) if schemas is None else Schemas(schemas, version_table),
        )
    else:
        loaded = opened.read()
        listed = {one.name: one for one in chosen(loaded, environments or (), everything=everything)}
        wanted = {key: (one.url_env or "", one.reading) for key, one in listed.items()}
    outcomes = read_all(opened, wanted, python=python, timeout=timeout, quiet=quiet)
    roster = roster_of(opened, loaded)
    stamps = {
        stamp
        for one in outcomes.values()
        if isinstance(one, Stamped)
        for each in one.stamp_sets
        for stamp in each.stamps
    }
    if unknown := sorted(stamps - roster.history.revisions.keys() - roster.ledger.pruned.keys()):
        from migralint.loading.lost_files import with_lost

        roster = roster.about(with_lost(roster.subject, opened.script, unknown))
    checked = []
    for key, outcome in outcomes.items():
        sets = outcome.stamp_sets if isinstance(outcome, Stamped) else ()
        recorded = listed[key].stamp_sets if key in listed else None
        standings = tuple((one, standing_of(one, roster)) for one in sets)
        checked.append(CheckedEnvironment(key, outcome, standings, recorded))
    if format_ is EnvFormat.JSON:
        show_document(check_document(checked, None if loaded is None else opened.path, opened.script.root))
    else:
        show_lines(check_lines(checked), color)
    return Exit.OK if all(one.is_fine for one in checked) else Exit.FINDINGS


def _refuse_url(variable: str) -> None:
    """A URL given in place of its variable is not repeated: it may hold a password, and ends up in logs."""
    if "://" in variable or (not variable.replace("_", "a").isalnum() and variable not in os.environ):
        raise InputError(
            "--url-env takes the name of a variable, not a URL",
            hint="put the URL into an environment variable, and give its name: --url-env DATABASE_URL",
        )

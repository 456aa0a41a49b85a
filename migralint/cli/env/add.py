"""`migralint env add`: one more environment in the manifest."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import typer

from migralint.cli.env.options import EXIT_STATUS, ManifestOption
from migralint.cli.exits import Exit
from migralint.cli.options import (
    ConfigOption,
    NameOption,
    PathArgument,
    QuietOption,
    SamePathOption,
    SettingsOption,
    one_path,
)
from migralint.source.errors import InputError

if TYPE_CHECKING:
    from migralint.commands.environments.manifest_file import Opened
    from migralint.environments.writing import Value

EPILOG = f"""\
\b
Examples:
  migralint env add production --url-env PROD_URL     then record it
  migralint env add staging --stamp a1b2c3d4e5f6      a row, by hand
  migralint env add tenants --url-env T_URL --schemas 'tenant-*'
  migralint env add fleet --file stamps.csv           many databases
  migralint env add fleet --command 'python ops/tenants.py' --keep-records
  migralint env add 'old releases' --git-tags 'v2.*'  installed releases
  migralint env add ci --create-all                   needs no revisions

{EXIT_STATUS}
"""


def add(
    environment: Annotated[str, typer.Argument(metavar="NAME", help="The name that your team uses for it.")],
    path: PathArgument = ".",
    stamps: Annotated[
        list[str] | None,
        typer.Option("--stamp", metavar="REV", help="A row of its version table (full id); repeat for several rows."),
    ] = None,
    unstamped: Annotated[
        bool, typer.Option("--unstamped", help="Its version table is empty: it needs every revision.")
    ] = False,
    counts: Annotated[
        list[str] | None,
        typer.Option(
            "--count",
            metavar="REV[+REV]=N",
            help="N databases have this stamp; repeat for other stamps ('=N': no stamp).",
        ),
    ] = None,
    file: Annotated[
        str | None,
        typer.Option("--file", metavar="CSV", help="A CSV file with the columns database and version_num."),
    ] = None,
    git_tags: Annotated[
        str | None, typer.Option("--git-tags", metavar="GLOB", help="The row heads at each matching tag.")
    ] = None,
    create_all: Annotated[
        bool, typer.Option("--create-all", help="The database is always built by create_all.")
    ] = False,
    url_env: Annotated[
        str | None, typer.Option("--url-env", metavar="VARIABLE", help="The environment variable that holds its URL.")
    ] = None,
    schemas: Annotated[
        str | None, typer.Option("--schemas", metavar="GLOB", help="Each matching schema has its own version table.")
    ] = None,
    query: Annotated[
        str | None, typer.Option("--query", metavar="SQL", help="An SQL statement that returns database and version.")
    ] = None,
    command: Annotated[
        str | None,
        typer.Option("--command", metavar="COMMAND", help="A program that prints a JSON line for each database."),
    ] = None,
    targets_query: Annotated[
        str | None,
        typer.Option(
            "--targets-query", metavar="SQL", help="An SQL statement that returns name and URL of each database."
        ),
    ] = None,
    concurrency: Annotated[
        int | None, typer.Option("--concurrency", min=1, metavar="N", help="Number of databases to read at once.")
    ] = None,
    per_host: Annotated[
        int | None,
        typer.Option("--per-host", min=1, metavar="N", help="Number of databases to read at once on one host."),
    ] = None,
    keep_records: Annotated[
        bool, typer.Option("--keep-records", help="Keep a line for each database, in migralint-records/NAME.jsonl.")
    ] = False,
    version_table: Annotated[
        str | None, typer.Option("--version-table", metavar="TABLE", help="The name of its version table.")
    ] = None,
    version_table_schema: Annotated[
        str | None, typer.Option("--version-table-schema", metavar="SCHEMA", help="The schema of its version table.")
    ] = None,
    same_path: SamePathOption = None,
    config: ConfigOption = None,
    name: NameOption = None,
    settings: SettingsOption = None,
    manifest: ManifestOption = None,
    quiet: QuietOption = False,
) -> int:
    """Add an environment; the first one creates the manifest."""
    from datetime import UTC

    from migralint.cli.console.streams import note
    from migralint.commands.environments.manifest_file import open_manifest
    from migralint.commands.opening import ProjectOptions
    from migralint.environments.writing import add_environment

    opened = open_manifest(ProjectOptions(one_path(path, same_path), config, name, settings, manifest))
    values: dict[str, Value] = {}
    if stamps or unstamped:
        if stamps and unstamped:
            raise InputError("--stamp and --unstamped contradict each other")
        values["stamps"] = _known(opened, stamps or [])
    if counts:
        values["counts"] = _counts(opened, counts)
    texts = {"file": file, "git-tags": git_tags}
    connection = {"url-env": url_env, "version-table": version_table, "version-table-schema": version_table_schema}
    values |= {key: text for key, text in texts.items() if text is not None}
    if create_all:
        values["create-all"] = True
    if not values and url_env is None and command is None:
        hint = (
            "pass --url-env, --command, --stamp, --unstamped, --count, --file, --git-tags or --create-all; see --help"
        )
        raise InputError(f'how is "{environment}" stamped?', hint=hint)
    if values.keys() & {"stamps", "counts", "file"}:
        values["recorded-at"] = datetime.now(UTC)
    connection |= {"schemas": schemas, "query": query, "targets-query": targets_query}
    values |= {key: text for key, text in connection.items() if text is not None}
    if command is not None:
        values["command"] = _arguments(command)
    limits = {"concurrency": concurrency, "per-host": per_host, "keep-records": keep_records or None}
    values |= {key: limit for key, limit in limits.items() if limit is not None}
    opened.edit(lambda data: add_environment(data, opened.path, environment, values))
    if not quiet:
        note(f'added "{environment}" to {opened.shown}')
        added = opened.read().get(environment)
        if added is not None and added.needs_stamps and not added.stamp_sets:
            from migralint.rules.environment.wording import shell_word

            then = f"; run `migralint env record {shell_word(environment)}`" if added.is_recordable else ""
            note(f"it has no stamp set yet, which blocks a prune: {added.missing}{then}")
    return Exit.OK


def _arguments(command: str) -> list[str]:
    """Split the command into arguments as a shell would; of its syntax only quotes are supported."""
    import shlex

    try:
        return shlex.split(command)
    except ValueError as error:
        raise InputError(f"--command: {str(error).lower()}", hint="quote it as in a shell") from None


def _counts(opened: Opened, texts: list[str]) -> dict[str, int]:
    from migralint.environments.stamp_sets import parse_key

    counts: dict[str, int] = {}
    for text in texts:
        key, equals, number = text.rpartition("=")
        if not equals or not number.isascii() or not number.isdigit():
            raise InputError(f"--count {text}: not REV=N", hint="as in --count a1b2c3d4e5f6=12, or id1+id2=3")
        try:
            stamps = parse_key(key)
        except ValueError as error:
            raise InputError(f"--count {text}: {error}") from None
        _known(opened, sorted(stamps))
        if key in counts:
            raise InputError(f"--count {key} is given twice")
        counts[key] = int(number)
    return counts


def _known(opened: Opened, stamps: list[str]) -> list[str]:
    """The stamps, if each is a revision of the directory or was one before a prune; otherwise InputError, to reject
    typos."""
    from migralint.loading.records.ledger import read_ledger
    from migralint.loading.revisions.directory import load_directory
    from migralint.source.toml import did_you_mean

    history = load_directory(opened.script).history
    pruned = read_ledger(opened.script.path).pruned
    for stamp in stamps:
        if stamp in history or stamp in pruned:
            continue
        longer = [known for known in history.revisions if stamp and known.startswith(stamp)]
        hint = (
            f"write the full id: {' or '.join(longer[:3])}"
            if longer
            else did_you_mean(stamp, history.revisions)
            or "if a database really has this stamp, record it with `env record`"
        )
        raise InputError(f'no revision file has the id "{stamp}"', hint=hint)
    return stamps

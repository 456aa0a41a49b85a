"""Selects the live databases: the only code that turns entries of the manifest into databases to compare."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator

from msgspec import Struct

from migralint.commands.environments.manifest_file import Opened
from migralint.commands.listener import SILENT
from migralint.database.drift.result import NotJudged
from migralint.database.drift.target import LiveTarget
from migralint.environments.environment import (
    Command,
    CreateAll,
    Environment,
    GitTags,
    OneTable,
    Query,
    Schemas,
    TargetsQuery,
)

_SECONDS = 60
"""The time limit for a query for the databases of a fleet, in seconds."""
_USUAL_TABLE = "alembic_version"


class Targets(Struct, frozen=True):
    """The databases to compare, and those that cannot be compared."""

    live: tuple[LiveTarget, ...]
    unreachable: tuple[NotJudged, ...] = ()
    variables: frozenset[str] = frozenset()
    """The environment variables that hold their URLs; they are removed from the environment of project code."""
    passed_over: tuple[str, ...] = ()
    """Entries that were not selected by name and that have no URL."""


def listed_targets(opened: Opened, names: Iterable[str], *, everything: bool, run_commands: bool = True) -> Targets:
    """Return the databases of the entries `names`, or of all that have a `url-env` or a `command`.

    Without `run_commands` no entry's `command` is run: such an entry is skipped.

    Raises InputError for an unknown entry or one that cannot be connected to, and if the manifest cannot be read.
    """
    from migralint.commands.environments.reading import chosen  # imports the code that reads queries of the manifest

    manifest = opened.read()
    entries = [
        entry
        for entry in chosen(manifest, names, everything=everything)
        if run_commands or not isinstance(entry.reading, Command)
    ]
    databases = [one for entry in entries for one in _of(entry, opened)]
    passed_over = tuple(
        one.name
        for one in manifest.environments
        if everything and one not in entries and not isinstance(one.source, CreateAll | GitTags)
    )
    return Targets(
        tuple(one for one in databases if isinstance(one, LiveTarget)),
        tuple(one for one in databases if isinstance(one, NotJudged)),
        frozenset(entry.url_env for entry in entries if entry.url_env is not None),
        passed_over,
    )


def variable_target(
    variable: str, *, glob: str | None = None, version_table: str | None = None, schema: str | None = None
) -> Targets:
    """Return the database whose URL is in an environment variable; it need not be in the manifest.

    `glob`: each schema that matches is its own database.
    """
    target = _at(f"${variable}", variable, schema, glob, version_table)
    variables = frozenset((variable,))
    return Targets((target,), (), variables) if isinstance(target, LiveTarget) else Targets((), (target,), variables)


def _of(entry: Environment, opened: Opened) -> Iterator[LiveTarget | NotJudged]:
    variable = entry.url_env or ""
    match entry.reading:
        case OneTable(version_table=table, schema=schema):
            yield _at(entry.name, variable, schema, None, table)
        case Schemas(glob=glob, version_table=table):
            yield _at(entry.name, variable, None, glob, table)
        case Query():
            yield NotJudged(
                entry.name,
                ("",),
                "unread",
                "its query returns names and stamps, but no URL to reach the databases",
                "list the databases with url-env, or with schemas",
            )
        case Command() | TargetsQuery():
            yield from _of_fleet(entry, opened)


def _of_fleet(entry: Environment, opened: Opened) -> Iterator[LiveTarget | NotJudged]:
    """The databases from an entry's command or query; those with only a stamp and no URL cannot be judged."""
    from migralint.commands.environments.fleet_targets import targets_of
    from migralint.commands.environments.reading import reading_options
    from migralint.database.stamps.request import Unread

    targets = targets_of(entry, reading_options(opened, python=None, timeout=_SECONDS), SILENT)
    if isinstance(targets, Unread):
        why, help = targets.message, "its command or query must name the databases"
        yield NotJudged(entry.name, ("",), "unread", why, help)
        return
    for target in targets.located.values():
        usual = target.table.version_table == _USUAL_TABLE
        table = None if usual else target.table.version_table
        yield LiveTarget(entry.name, target.url, target.name, target.table.schema, version_table=table)
    if targets.stamped:
        yield NotJudged(
            entry.name,
            tuple(targets.stamped),
            "unread",
            "the command prints the stamp, but no URL to reach the database",
            'make it print "url" for the databases to compare',
        )


def _at(
    name: str, variable: str, schema: str | None, glob: str | None, version_table: str | None
) -> LiveTarget | NotJudged:
    url = os.environ.get(variable, "").strip()
    if not url:
        return NotJudged(name, ("",), "unread", f"the variable {variable} is not set", "set it to the URL")
    table = None if version_table == _USUAL_TABLE else version_table  # if nothing else sets another one, env.py may
    return LiveTarget(name, url, schema=schema, glob=glob, version_table=table)

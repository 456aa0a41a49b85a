"""Which live databases are meant: the one place that turns entries of the manifest into databases to look at."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator

from msgspec import Struct

from migralint.commands.environments.opened import Opened
from migralint.database.drift.result import NotJudged
from migralint.database.drift.target import LiveTarget
from migralint.environments.environment import CreateAll, Environment, GitTags, OneTable, Query, Schemas

_USUAL_TABLE = "alembic_version"


class Targets(Struct, frozen=True):
    """What is looked at, and what cannot be."""

    live: tuple[LiveTarget, ...]
    unreachable: tuple[NotJudged, ...] = ()
    variables: frozenset[str] = frozenset()
    """The environment variables that hold their URLs: project code does not see them."""
    passed_over: tuple[str, ...] = ()
    """Entries that nobody has named and that have no URL."""


def listed_targets(opened: Opened, names: Iterable[str], *, everything: bool) -> Targets:
    """Return the databases of the entries `names`, or of all that have a `url-env`.

    Raises InputError for an unknown entry or one that cannot be connected to, and if the manifest cannot be read.
    """
    from migralint.commands.environments.reading import chosen  # brings what reads queries of the manifest

    manifest = opened.read()
    entries = chosen(manifest, names, everything=everything)
    found = [one for entry in entries for one in _of(entry)]
    passed_over = tuple(
        one.name
        for one in manifest.environments
        if everything and one.url_env is None and not isinstance(one.source, CreateAll | GitTags)
    )
    return Targets(
        tuple(one for one in found if isinstance(one, LiveTarget)),
        tuple(one for one in found if isinstance(one, NotJudged)),
        frozenset(entry.url_env for entry in entries if entry.url_env is not None),
        passed_over,
    )


def variable_target(
    variable: str, *, glob: str | None = None, version_table: str | None = None, schema: str | None = None
) -> Targets:
    """Return the database whose URL is in an environment variable, which no manifest need list.

    `glob`: each schema that matches is a database of its own.
    """
    found = _at(f"${variable}", variable, schema, glob, version_table)
    variables = frozenset((variable,))
    return Targets((found,), (), variables) if isinstance(found, LiveTarget) else Targets((), (found,), variables)


def _of(entry: Environment) -> Iterator[LiveTarget | NotJudged]:
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
                "its query tells names and stamps, and no URL by which the databases could be reached",
                "list the databases with url-env, or give them with schemas",
            )


def _at(
    name: str, variable: str, schema: str | None, glob: str | None, version_table: str | None
) -> LiveTarget | NotJudged:
    url = os.environ.get(variable, "").strip()
    if not url:
        return NotJudged(name, ("",), "unread", f"the variable {variable} is not set", "it should hold the URL")
    table = None if version_table == _USUAL_TABLE else version_table  # where nobody says another, env.py may
    return LiveTarget(name, url, schema=schema, glob=glob, version_table=table)

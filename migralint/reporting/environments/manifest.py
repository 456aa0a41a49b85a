"""The environments of a manifest as text and as JSON; pure."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from migralint import __version__
from migralint.environments.environment import (
    Command,
    Counts,
    CreateAll,
    Environment,
    File,
    GitTags,
    Manifest,
    NeverRecorded,
    OneTable,
    Query,
    Reading,
    Schemas,
    Source,
    Stamps,
    StampSet,
    TargetsQuery,
)
from migralint.reporting.segments import Line, line, visible, width
from migralint.source.paths import relative, shortest

VERSION = 1
_MOST_SETS = 5


def environments_lines(manifest: Manifest, now: datetime, folder: str) -> Iterator[Line]:
    """Yield one block per environment; ages are relative to `now`, paths relative to `folder`."""
    count = len(manifest.environments)
    path = visible(shortest(manifest.path, folder))
    yield line((path, "bold underline"), f": {count} environment{'' if count == 1 else 's'}")
    names = [visible(one.name) for one in manifest.environments]
    column = max(map(width, names), default=0)
    for name, environment in zip(names, manifest.environments, strict=True):
        padding = " " * (column - width(name))
        yield line("  ", (name, "bold"), f"{padding}  ", *_summary(environment, manifest, now, folder))
        for stamp_set in environment.stamp_sets[:_MOST_SETS] if len(environment.stamp_sets) > 1 else ():
            yield line(
                " " * (column + 4), f"{stamp_set.databases:>9,} × {stamps_text(stamp_set)}", *_examples(stamp_set)
            )
        if (more := len(environment.stamp_sets) - _MOST_SETS) > 0:
            yield line(" " * (column + 4), f"and {more} more stamp sets")


def stamps_text(stamp_set: StampSet) -> str:
    """The stamps in readable form."""
    return visible(", ".join(sorted(stamp_set.stamps))) or "unstamped"


def _summary(
    environment: Environment, manifest: Manifest, now: datetime, folder: str
) -> Iterator[str | tuple[str, str]]:
    if isinstance(environment.source, CreateAll):
        yield "built by create_all"
        return
    if not environment.stamp_sets:
        yield ("no stamp set", "bold red")
        yield f": {visible(environment.missing)}"
    elif len(environment.stamp_sets) == 1 and environment.databases == 1:
        yield stamps_text(environment.stamp_sets[0])
    else:
        noun = "tags" if isinstance(environment.source, GitTags) else "databases"
        sets = len(environment.stamp_sets)
        yield f"{environment.databases:,} {noun} in {sets} stamp set{'' if sets == 1 else 's'}"
        if sets == 1:
            yield f": {stamps_text(environment.stamp_sets[0])}"
            yield from _examples(environment.stamp_sets[0])
    match environment.source:
        case GitTags(glob=glob):
            yield f"  tags {visible(glob)}"
        case File(path=path):
            yield f"  {visible(shortest(path, folder))}"
    if environment.recorded_at is not None:
        yield from _age(now - environment.recorded_at, manifest.max_age_days)
    elif isinstance(environment.source, Stamps | Counts | File):
        yield ("  recorded at an unknown time", "yellow")
    if environment.is_incomplete:
        yield (f"  {incomplete(environment)}", "bold red")
    if environment.url_env is not None:
        yield (f"  ${environment.url_env}", "dim")
    elif isinstance(environment.reading, Command):
        yield (f"  {visible(' '.join(environment.reading.arguments))}", "dim")


def incomplete(environment: Environment) -> str:
    """What its record lacks, in a few words; empty if it is complete."""
    parts = []
    if environment.sample_of is not None:
        parts.append(f"a sample of {environment.sample_of:,}")
    if environment.unread:
        parts.append(f"{environment.unread:,} never read")
    return ", ".join(parts)


def _age(age: timedelta, limit: int | None) -> Iterator[str | tuple[str, str]]:
    days = max(age.days, 0)
    words = "today" if days == 0 else f"{days} day{'' if days == 1 else 's'} ago"
    stale = limit is not None and age > timedelta(days=limit)
    yield (f"  recorded {words}", "yellow" if stale else "")
    if stale:
        yield (f", more than {limit}", "yellow")


def _examples(stamp_set: StampSet) -> Iterator[tuple[str, str]]:
    if stamp_set.examples:
        more = ", …" if stamp_set.databases > len(stamp_set.examples) else ""
        yield (f"  {visible(', '.join(stamp_set.examples))}{more}", "dim")


def environments_document(manifest: Manifest, root: str) -> dict[str, Any]:
    """The manifest as JSON (`migralint/json_schemas/env-list.schema.json`), with paths relative to `root`."""
    return {
        "version": VERSION,
        "tool_version": __version__,
        "manifest": relative(manifest.path, root),
        "manifest_sha256": manifest.sha256,
        "max_age_days": manifest.max_age_days,
        "environments": [environment_document(one, root) for one in manifest.environments],
    }


def environment_document(environment: Environment, root: str) -> dict[str, Any]:
    """One environment; if it has more than 50 stamp sets, the largest ones and the number of the others."""
    source, reading = environment.source, environment.reading
    return {
        "name": environment.name,
        "source": _SOURCES[type(source)],
        "file": relative(source.path, root) if isinstance(source, File) else None,
        "git_tags": source.glob if isinstance(source, GitTags) else None,
        "databases": environment.databases,
        "stamp_sets": [stamp_set_document(one) for one in environment.stamp_sets[:50]],
        "more": max(len(environment.stamp_sets) - 50, 0),
        "missing": environment.missing or None,
        "recorded_at": moment(environment.recorded_at),
        "url_env": environment.url_env,
        "reading": _reading(reading) if environment.is_recordable else None,
        "unread": environment.unread,
        "sample_of": environment.sample_of,
        "keep_records": environment.keep_records,
        "line": environment.line,
    }


def stamp_set_document(stamp_set: StampSet) -> dict[str, Any]:
    """One stamp set."""
    return {
        "stamps": sorted(stamp_set.stamps),
        "databases": stamp_set.databases,
        "examples": list(stamp_set.examples),
    }


def moment(at: datetime | None) -> str | None:
    """A point in time as RFC 3339 in UTC."""
    return None if at is None else at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


_SOURCES: dict[type[Source], str] = {
    Stamps: "stamps",
    Counts: "counts",
    File: "file",
    GitTags: "git-tags",
    CreateAll: "create-all",
    NeverRecorded: "never-recorded",
}


def _reading(reading: Reading) -> dict[str, Any]:
    document: dict[str, Any] = dict.fromkeys(
        ("version_table", "version_table_schema", "schemas", "query", "command", "targets_query")
    )
    match reading:
        case OneTable():
            document |= _table(reading)
        case Schemas(glob=glob, version_table=table):
            document |= {"version_table": table, "schemas": glob}
        case Query(sql=sql):
            document |= {"query": sql}
        case Command(arguments=arguments, table=of_each):
            document |= {"command": list(arguments), **_table(of_each)}
        case TargetsQuery(sql=sql, table=of_each):
            document |= {"targets_query": sql, **_table(of_each)}
    return document


def _table(table: OneTable) -> dict[str, Any]:
    return {"version_table": table.version_table, "version_table_schema": table.schema}

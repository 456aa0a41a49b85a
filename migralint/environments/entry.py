"""Reads one entry of the manifest: its keys, their combinations, and their values."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

from migralint.environments.environment import (
    Counts,
    CreateAll,
    Environment,
    File,
    GitTags,
    NeverRecorded,
    OneTable,
    Query,
    Reading,
    Schemas,
    Source,
    Stamps,
    StampSet,
)
from migralint.environments.fleet_keys import FLEET, GAPS, LIMITS, MOST_DATABASES, fleet_reading, gaps, limits
from migralint.environments.stamp_sets import largest_first, parse_key
from migralint.source.errors import InputError
from migralint.source.toml import TomlDocument

SOURCES = ("stamps", "counts", "file", "git-tags", "create-all")
"""The keys that name the source of the stamps. An entry has at most one of them; with none it needs `url-env`."""
CONNECTION = ("url-env", "version-table", "version-table-schema", "schemas", "query", *FLEET, *LIMITS)
"""The keys that tell `env record` where the stamps are."""
KEYS = (*SOURCES, "recorded-at", *GAPS, *CONNECTION)


def read_entry(document: TomlDocument, name: str) -> Environment:
    """Return the entry `name` of the manifest; for `file` and `git-tags` without its stamp sets.

    Raises InputError, with the line, for an unknown key, a wrong value, or keys that contradict each other.
    """
    return _Entry(document, name).read()


class _Entry:
    """The table of one entry. Its errors name the entry, the key and the line."""

    def __init__(self, document: TomlDocument, name: str) -> None:
        self.document = document
        self.name = name
        table = document.values["environments"][name]
        if not isinstance(table, dict):
            hint = f'write [environments.{name}] and below it stamps = ["…"]'
            raise document.error(f'environment "{name}" must be a table', "environments", name, hint=hint)
        self.table: dict[str, Any] = table

    def read(self) -> Environment:
        if not self.name.strip():
            raise self.error("an environment needs a name")
        self.document.require_known(self.table, KEYS, "environments", self.name)
        source, stamp_sets = self.source()
        missing = {NeverRecorded: "it was never recorded", Counts: "its counts are empty"}.get(type(source), "")
        reading = self.reading()
        return Environment(
            name=self.name,
            source=source,
            stamp_sets=stamp_sets,
            missing="" if stamp_sets else missing,
            recorded_at=self.recorded_at(),
            url_env=self.url_env(),
            reading=reading,
            **gaps(self),
            **limits(self),
            line=self.document.line("environments", self.name) or 1,
        )

    def source(self) -> tuple[Source, tuple[StampSet, ...]]:
        sources = [key for key in SOURCES if key in self.table]
        if len(sources) > 1:
            raise self.error(
                f'has both "{sources[0]}" and "{sources[1]}"', sources[1], hint="keep only one source of stamps"
            )
        key = sources[0] if sources else None
        if key in ("file", "git-tags", "create-all"):
            self.refuse_beside(key, (*CONNECTION, *(("recorded-at",) if key != "file" else ())))
        match key:
            case "stamps":
                self.refuse_beside("stamps", ("schemas", "query", *FLEET), 'recorded stamps belong into "counts"')
                return Stamps(), (StampSet(self.stamps()),)
            case "counts":
                return Counts(), self.counts()
            case "file":
                return File(str(Path(self.document.path).absolute().parent / self.text("file"))), ()
            case "git-tags":
                return GitTags(self.text("git-tags")), ()
            case "create-all":
                if self.table["create-all"] is not True:
                    raise self.error('"create-all" can only be true', "create-all", hint="otherwise omit the key")
                return CreateAll(), ()
        if "url-env" not in self.table and "command" not in self.table:
            hint = f"add one of: {', '.join(SOURCES)}; or url-env or command, and run `migralint env record`"
            raise self.error("does not say where its stamps come from", hint=hint)
        if "recorded-at" in self.table:
            raise self.error('has "recorded-at" but no stamps', "recorded-at", hint="add: stamps = […]")
        return NeverRecorded(), ()

    def stamps(self) -> frozenset[str]:
        values = self.table["stamps"]
        if not isinstance(values, list):
            hint = (
                'write a list, even for one stamp: stamps = ["a1b2c3d4e5f6"]; [] means that the database is unstamped'
            )
            raise self.error('"stamps" must be a list of revision ids', "stamps", hint=hint)
        for index, value in enumerate(values):
            if not isinstance(value, str):
                raise self.error('"stamps" must be a list of strings', "stamps", index, hint="put ids in quotes")
            if not value or value != value.strip():
                raise self.error("a stamp is empty or has surrounding spaces", "stamps", index)
            if "+" in value:
                raise self.error(
                    'a stamp holds "+"', "stamps", index, hint='several rows are several strings: ["a", "b"]'
                )
            if value in values[:index]:
                raise self.error(f'the stamp "{value}" is listed twice', "stamps", index)
        return frozenset(values)

    def counts(self) -> tuple[StampSet, ...]:
        counts = self.table["counts"]
        if not isinstance(counts, dict):
            hint = 'write: counts = { "a1b2c3d4e5f6" = 12, "id1+id2" = 3 }'
            raise self.error('"counts" must be a table of numbers of databases', "counts", hint=hint)
        read: dict[frozenset[str], int] = {}
        for key, count in counts.items():
            try:
                stamps = parse_key(key)
            except ValueError as error:
                raise self.error(f'"{key}" in "counts" is not a set of stamps: {error}', "counts", key) from None
            if type(count) is not int or not 1 <= count <= MOST_DATABASES:
                hint = "omit stamps that no database has"
                raise self.error(
                    f'"{key}" in "counts" must be a number of databases, 1 or more', "counts", key, hint=hint
                )
            if stamps in read:
                raise self.error(f'"{key}" in "counts" lists the same set of stamps twice', "counts", key)
            read[stamps] = count
        return largest_first(StampSet(stamps, count) for stamps, count in read.items())

    def recorded_at(self) -> datetime | None:
        value = self.table.get("recorded-at")
        if value is None:
            return None
        if not isinstance(value, datetime) or value.tzinfo is None:
            hint = "write it without quotes and with its zone: recorded-at = 2026-11-20T10:00:00Z"
            raise self.error('"recorded-at" must be a date and time with a time zone', "recorded-at", hint=hint)
        return value

    def url_env(self) -> str | None:
        if "url-env" not in self.table:
            return None
        value = self.text("url-env")
        if not value.replace("_", "a").isalnum() or value[0].isdigit():
            hint = "name an environment variable; the URL itself does not belong in this file"
            raise self.error('"url-env" is not the name of an environment variable', "url-env", hint=hint)
        return value

    def reading(self) -> Reading:
        for key in ("schemas", "query", "targets-query"):
            if key in self.table and "url-env" not in self.table:
                raise self.error(f'has "{key}" but no "url-env"', key, hint="url-env names the variable with the URL")
        table = self.text("version-table") if "version-table" in self.table else "alembic_version"
        schema = self.text("version-table-schema") if "version-table-schema" in self.table else None
        if (fleet := fleet_reading(self, OneTable(table, schema))) is not None:
            return fleet
        if "query" in self.table:
            self.refuse_beside("query", ("schemas", "version-table", "version-table-schema"))
            return Query(self.text("query"))
        if "schemas" in self.table:
            self.refuse_beside("schemas", ("version-table-schema",), "each schema has its own version table")
            return Schemas(self.text("schemas"), table)
        return OneTable(table, schema)

    def text(self, key: str) -> str:
        value = self.table[key]
        if not isinstance(value, str) or not value.strip() or "\0" in value:
            raise self.error(f'"{key}" must be a string that is not empty', key)
        return value

    def refuse_beside(self, key: str, others: tuple[str, ...], why: str = "") -> None:
        for other in others:
            if other in self.table:
                raise self.error(f'has "{other}" beside "{key}"', other, hint=why or f'"{key}" does not use it')

    def error(self, message: str, *key: str | int, hint: str = "") -> InputError:
        return self.document.error(f'environment "{self.name}": {message}', "environments", self.name, *key, hint=hint)

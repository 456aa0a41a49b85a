"""Reads the keys of a fleet: the source of its databases, the limits, and what its record omits."""

from __future__ import annotations

from typing import Any, Protocol, TypedDict

from migralint.environments.environment import AT_ONCE, PER_HOST, Command, OneTable, TargetsQuery
from migralint.source.errors import InputError

FLEET = ("command", "targets-query")
"""The keys that list the databases of a fleet; an entry has at most one of them."""
LIMITS = ("concurrency", "per-host", "keep-records")
"""The keys that configure how a fleet is read."""
GAPS = ("unread", "sample-of")
"""The keys beside `counts` for databases that the counts do not cover."""
MOST_DATABASES = 10**12
"""The upper limit of the numbers of databases."""
MOST_AT_ONCE = 256


class Entry(Protocol):
    """The table of one entry."""

    table: dict[str, Any]

    def text(self, key: str) -> str:
        """Return the value of `key`, a string that is not empty. Raises InputError for any other value."""

    def refuse_beside(self, key: str, others: tuple[str, ...], why: str = "") -> None:
        """Raise InputError if the entry also has one of `others`."""

    def error(self, message: str, *key: str | int, hint: str = "") -> InputError:
        """Return (not raise) an error at the line of the key."""


class Limits(TypedDict):
    """The keyword arguments of Environment that configure how a fleet is read."""

    concurrency: int
    per_host: int
    keep_records: bool


class Gaps(TypedDict):
    """The keyword arguments of Environment that say which databases a record omits."""

    unread: int
    sample_of: int | None


def fleet_reading(entry: Entry, table: OneTable) -> Command | TargetsQuery | None:
    """Return the source that lists the databases, each with the version table `table`; None: it is no such fleet.

    Raises InputError for a wrong value, and for keys that cannot be combined.
    """
    if not any(key in entry.table for key in FLEET):
        for key in LIMITS:
            if key in entry.table:
                raise entry.error(f'has "{key}" but neither "command" nor "targets-query"', key)
        return None
    if "command" in entry.table:
        entry.refuse_beside("command", ("url-env", "schemas", "query", "targets-query"))
        return Command(_arguments(entry), table)
    entry.refuse_beside("targets-query", ("schemas", "query"))
    return TargetsQuery(entry.text("targets-query"), table)


def limits(entry: Entry) -> Limits:
    """Return the limits for reading a fleet. Raises InputError for a wrong value."""
    keep = entry.table.get("keep-records", False)
    if not isinstance(keep, bool):
        raise entry.error('"keep-records" must be true or false', "keep-records")
    return {
        "concurrency": _number(entry, "concurrency", AT_ONCE, MOST_AT_ONCE),
        "per_host": _number(entry, "per-host", PER_HOST, MOST_AT_ONCE),
        "keep_records": keep,
    }


def gaps(entry: Entry) -> Gaps:
    """Return what the record omits. Raises InputError for a wrong value, or if the entry has no counts."""
    for gap in GAPS:
        if gap in entry.table and "counts" not in entry.table:
            raise entry.error(
                f'has "{gap}" but no "counts"', gap, hint="it counts the databases that the counts do not cover"
            )
    return {
        "unread": _number(entry, "unread", 0, MOST_DATABASES),
        "sample_of": _number(entry, "sample-of", 0, MOST_DATABASES) or None,
    }


def _arguments(entry: Entry) -> tuple[str, ...]:
    values = entry.table["command"]
    if not isinstance(values, list) or not values or not all(isinstance(one, str) for one in values):
        hint = 'write a list, because no shell is used: command = ["python", "ops/tenants.py"]'
        raise entry.error('"command" must be a list of strings, the program first', "command", hint=hint)
    if not values[0].strip() or any("\0" in one for one in values):
        raise entry.error('"command" must begin with the name of a program', "command")
    return tuple(values)


def _number(entry: Entry, key: str, default: int, most: int) -> int:
    value = entry.table.get(key, default)
    if key in entry.table and (type(value) is not int or not 1 <= value <= most):
        raise entry.error(f'"{key}" must be a whole number from 1 to {most}', key)
    return int(value)

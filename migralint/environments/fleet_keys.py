"""Reads the keys of a fleet: the source of its databases, the limits, and what its record omits."""

from __future__ import annotations

from typing import Any, Protocol, TypedDict

from migralint.environments.environment import AT_ONCE, PER_HOST, Command, OneTable, TargetsQuery
from migralint.source.errors import InputError

FLEET = ("command", "targets-query")
"""The keys that name the databases of a fleet; an entry has one of them at most."""
LIMITS = ("concurrency", "per-host", "keep-records")
"""The keys that say how a fleet is read."""
GAPS = ("unread", "sample-of")
"""The keys beside `counts` that say of what they are not the whole."""
MOST_DATABASES = 10**12
"""That one number may stand for."""
MOST_AT_ONCE = 256


class Entry(Protocol):
    """The table of one entry."""

    table: dict[str, Any]

    def text(self, key: str) -> str:
        """A string that is not empty. Raises InputError."""

    def refuse_beside(self, key: str, others: tuple[str, ...], why: str = "") -> None:
        """Raise InputError if one of `others` is there, too."""

    def error(self, message: str, *key: str | int, hint: str = "") -> InputError:
        """Return (not raise) an error at the line of the key."""


class Limits(TypedDict):
    """How a fleet is read."""

    concurrency: int
    per_host: int
    keep_records: bool


class Gaps(TypedDict):
    """What a record leaves out."""

    unread: int
    sample_of: int | None


def fleet_reading(entry: Entry, table: OneTable) -> Command | TargetsQuery | None:
    """Who names the databases, `table` being the version table of each; None: the entry is no such fleet.

    Raises InputError for a wrong value, and for keys that do not go together.
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
    """How a fleet is read. Raises InputError for a wrong value."""
    keep = entry.table.get("keep-records", False)
    if not isinstance(keep, bool):
        raise entry.error('"keep-records" must be true or false', "keep-records")
    return {
        "concurrency": _number(entry, "concurrency", AT_ONCE, MOST_AT_ONCE),
        "per_host": _number(entry, "per-host", PER_HOST, MOST_AT_ONCE),
        "keep_records": keep,
    }


def gaps(entry: Entry) -> Gaps:
    """What the record leaves out. Raises InputError for a wrong value, and where there are no counts."""
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

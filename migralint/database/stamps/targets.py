"""The databases of a fleet, from a command or a query: parsed strictly, never quoted, because it contains URLs."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from msgspec import Struct

from migralint.environments.environment import OneTable
from migralint.source.redaction import secrets_in

_URL_WITH_PASSWORD = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://[^\s:/@\"']*:[^\s\"']+@")
_LONGEST_NAME = 500
_LONGEST_ID = 255
KEYS = ("database", "version_num", "url", "version_table", "version_table_schema", "schema")


class TargetError(Exception):
    """The error of a line, as the end of a sentence; it contains nothing that may be secret."""


class Target(Struct, frozen=True):
    """One database of a fleet, and the location of its version table."""

    name: str
    url: str
    """A SQLAlchemy URL; secret."""
    table: OneTable

    def __repr__(self) -> str:
        return f"Target(name={self.name!r})"  # without the password


class Targets:
    """Collects the databases of one fleet; several lines of one database are several rows of its version table."""

    def __init__(self, table: OneTable) -> None:
        """`table` is the version table of databases that name none."""
        self._table = table
        self._places: dict[tuple[str, OneTable], str] = {}
        self._sets: dict[object, frozenset[str]] = {}
        self.stamped: dict[str, frozenset[str]] = {}
        """The stamps of databases that the command has read itself; a million is normal."""
        self.located: dict[str, Target] = {}
        """The databases that are still to be read."""
        self.doubled: dict[str, str] = {}
        """Names of databases at the same place as another one, and the name of that one."""

    def __len__(self) -> int:
        return len(self.stamped) + len(self.located)

    @property
    def urls(self) -> tuple[str, ...]:
        """All URLs, which must not be shown."""
        return tuple(target.url for target in self.located.values())

    def add_line(self, line: Any) -> None:
        """Add one object from the output of a command. Raises TargetError."""
        if not isinstance(line, dict):
            raise TargetError("it is not a JSON object")
        if unknown := [key for key in line if key not in KEYS]:
            # Even the key may be any text, such as a URL.
            shown = f'"{unknown[0]}"' if re.fullmatch("[A-Za-z_-]{1,40}", unknown[0]) else "a key"
            raise TargetError(f"{shown} is not a valid key; the keys are {', '.join(KEYS)}")
        name = _name(line.get("database"))
        if ("version_num" in line) == ("url" in line):
            raise TargetError('it must have either "version_num" or "url"')
        if "url" in line:
            schema = _text(line, "schema")
            table = OneTable(
                _text(line, "version_table") or self._table.version_table,
                _text(line, "version_table_schema") or schema or self._table.schema,
            )
            self.add_url(name, line["url"], table)
            return
        if len(line) > 2:
            beside = next(key for key in KEYS[3:] if key in line)
            raise TargetError(f'"{beside}" needs "url" beside it')
        self._add_stamps(name, line["version_num"])

    def add_url(self, name: Any, url: Any, table: OneTable | None = None) -> None:
        """Add a database by its URL. Raises TargetError."""
        name, table = _name(name), table or self._table
        if not isinstance(url, str) or not url.strip():
            raise TargetError("it has no URL")
        target = Target(name, url.strip(), table)
        if name in self.stamped or self.located.setdefault(name, target) != target:
            raise TargetError(f'"{name}" was named before, with another URL or a version; each database is named once')
        first = self._places.setdefault((target.url, table), name)
        if first != name:
            self.doubled[name] = first

    def _add_stamps(self, name: str, value: Any) -> None:
        stamps = self._sets.get(value) if isinstance(value, str) else None
        if stamps is None:  # equal sets share one object: most of a million lines cost two look-ups
            stamps = _stamps(value)
            stamps = self._sets.setdefault(stamps, stamps)
            if isinstance(value, str):
                self._sets[value] = stamps
        before = self.stamped.setdefault(name, stamps)
        if name in self.located:
            raise TargetError(f'"{name}" was named before, with a URL; each database is named once')
        if before is not stamps:
            if not before or not stamps:
                raise TargetError(f'"{name}" has a version in one line and none in another')
            both = before | stamps
            self.stamped[name] = self._sets.setdefault(both, both)


def secrets_of(urls: Iterable[str], text: str) -> list[str]:
    """Return those of `urls` of which a part may be in `text`, so that not ten thousand patterns are searched for."""
    from migralint.source.redaction import written_forms

    return [url for url in urls if any(form in text for secret in secrets_in(url) for form in written_forms(secret))]


def _name(value: Any) -> str:
    if not isinstance(value, str) or not value.strip():
        raise TargetError('"database" must be the name of a database')
    if len(value) > _LONGEST_NAME:
        raise TargetError(f"the name of the database is longer than {_LONGEST_NAME} characters")
    if "://" in value and _URL_WITH_PASSWORD.search(value):
        raise TargetError("the name of the database contains a URL with a password; use another name")
    if not value.isprintable():
        raise TargetError("the name of the database contains unprintable characters")
    return value.strip()


def _text(line: dict[str, Any], key: str) -> str | None:
    value = line.get(key)
    if value is not None and (not isinstance(value, str) or not value.strip() or "\0" in value):
        raise TargetError(f'"{key}" must be a string that is not empty')
    return value


def _stamps(value: Any) -> frozenset[str]:
    values = value if isinstance(value, list) else [value]
    if isinstance(value, list) and any(one is None or one == "" for one in value):
        raise TargetError('"version_num" is a list with an empty version in it')
    if not all(one is None or isinstance(one, str) for one in values):
        raise TargetError('"version_num" must be a revision id, a list of them, or null')
    stamps = frozenset({one.strip() for one in values if one is not None} - {""})
    if any(len(one) > _LONGEST_ID or "+" in one or not one.isprintable() for one in stamps):
        raise TargetError('"version_num" is not a revision id')
    return stamps

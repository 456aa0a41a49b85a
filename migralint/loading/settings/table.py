"""Typed access to one table of a settings file: each wrong value is an error with its line, never quoted."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from migralint.source.errors import InputError
from migralint.source.toml import TomlDocument, did_you_mean

MOST_COUNTED = 1_000_000
"""A limit far above the number of revisions or heads in any history."""


class SettingsTable:
    """One table; for a missing key each method returns the default that is passed in."""

    def __init__(self, document: TomlDocument, keys: tuple[str | int, ...], kind: type[Any] | None = None) -> None:
        """Read the table at `keys`; its valid keys are the fields of the class `kind`, None: any."""
        self.document = document
        self.keys = keys
        values: Any = document.values
        for key in keys:
            values = values[key]
        if not isinstance(values, dict):
            raise self.error("must be a table")
        self.values: dict[str, Any] = values
        if kind is not None:
            document.require_known(values, known_keys(kind), *keys)

    def error(self, message: str, *keys: str | int, hint: str = "") -> InputError:
        """Return (not raise) an InputError about the value at `keys`, relative to this table."""
        path = (*self.keys, *keys)
        named = path[2:] if path[:2] == ("tool", "migralint") else path
        subject = "".join(f"[{key}]" if isinstance(key, int) else f".{key}" for key in named or ("tool.migralint",))
        return self.document.error(f"{subject.removeprefix('.')} {message}", *path, hint=hint)

    def table(self, name: str, kind: type[Any] | None = None) -> SettingsTable | None:
        """The table `name`."""
        return SettingsTable(self.document, (*self.keys, name), kind) if name in self.values else None

    def tables(self, name: str, kind: type[Any]) -> list[SettingsTable]:
        """The tables of the array `name`."""
        if not isinstance(self.values.get(name, []), list):
            raise self.error("must be an array of tables", name)
        path = (*self.keys, name)
        return [SettingsTable(self.document, (*path, at), kind) for at in range(len(self.values.get(name, [])))]

    def boolean(self, name: str, default: bool) -> bool:
        """True or false."""
        value = self.values.get(name, default)
        if not isinstance(value, bool):
            raise self.error("must be true or false", name)
        return value

    def count(self, name: str, default: int, least: int) -> int:
        """A whole number, `least` or more, up to a limit that can be counted quickly."""
        value = self.values.get(name, default)
        if isinstance(value, bool) or not isinstance(value, int) or value < least:
            raise self.error(f"must be a whole number, {least} or more", name)
        if value > MOST_COUNTED:
            raise self.error(f"must not be larger than {MOST_COUNTED}", name)
        return value

    def seconds(self, name: str, default: float) -> float:
        """A number above 0, in the range that a timer accepts."""
        value = self.values.get(name, default)
        if isinstance(value, bool) or not isinstance(value, int | float) or not 0 < value <= 1e7:
            raise self.error("must be a number of seconds above 0", name)
        return float(value)

    def text(self, name: str) -> str | None:
        """A string that is not empty."""
        value = self.values.get(name)
        if value is not None and (not isinstance(value, str) or not value.strip()):
            raise self.error("must be a string that is not empty", name)
        return value

    def required(self, name: str) -> str:
        """A required string."""
        value = self.text(name)
        if value is None:
            raise self.error(f"lacks the key {name}")
        return value

    def texts(self, name: str, *, at_least_one: bool = False) -> tuple[str, ...]:
        """An array of strings; a single string counts as an array of one."""
        value = self.values.get(name, [])
        items = [value] if isinstance(value, str) else value
        if not isinstance(items, list):
            raise self.error("must be an array of strings", name)
        for at, item in enumerate(items):
            if not isinstance(item, str) or not item.strip():
                keys: tuple[str | int, ...] = (name,) if items is not value else (name, at)
                raise self.error("must be a string that is not empty", *keys)
        if at_least_one and not items and name in self.values:
            raise self.error("must not be empty", name)
        return tuple(items)

    def choice(self, name: str, choices: Iterable[str]) -> str | None:
        """One of `choices`."""
        value = self.text(name)
        right = list(choices)
        if value is not None and value not in right:
            hint = did_you_mean(value, right)
            raise self.error(f"must be one of {', '.join(right)}", name, hint=hint)
        return value

    def day(self, name: str) -> date | None:
        """A date, as a TOML date or as a string."""
        value = self.values.get(name)
        if isinstance(value, str):
            try:
                return date.fromisoformat(value)
            except ValueError:
                value = False
        if isinstance(value, datetime) or (value is not None and not isinstance(value, date)):
            raise self.error("must be a date, such as 2026-11-20", name)
        return value

    def strings(self, name: str) -> Mapping[str, str]:
        """A table of strings."""
        table = self.table(name)
        for key, value in table.values.items() if table else ():
            if not isinstance(value, str):
                raise self.error("must be a string", name, key)
        return dict(table.values) if table else {}

    def scalars(self, name: str) -> Mapping[str, str | int | float | bool]:
        """A table of strings, numbers and booleans."""
        table = self.table(name)
        for key, value in table.values.items() if table else ():
            if not isinstance(value, str | int | float):
                raise self.error("must be a string, a number, true or false", name, key)
        return dict(table.values) if table else {}

    def path(self, name: str) -> str | None:
        """A path, made absolute: relative ones are relative to the file's folder."""
        value = self.text(name)
        return None if value is None else self.absolute(value)

    def absolute(self, value: str) -> str:
        """The absolute form of a path that is relative to the file's folder."""
        return os.path.abspath(os.path.join(os.path.dirname(os.path.abspath(self.document.path)), value))


def known_keys(kind: type[Any]) -> list[str]:
    """Return the keys that the class `kind` represents, in the spelling of the files.

    Fields in its `NO_KEYS` record where the values come from, and are not keys.
    """
    return [name.replace("_", "-") for name in kind.__struct_fields__ if name not in getattr(kind, "NO_KEYS", ())]

"""The table [tool.alembic] of one pyproject.toml, its values interpolated as Alembic does."""

from __future__ import annotations

import os
import re
from typing import Any

from msgspec import Struct

from migralint.source.errors import InputError
from migralint.source.toml import TomlDocument, parse_toml

_TABLE = ("tool", "alembic")
_PERCENT = re.compile(r"%(?:\(([^)]*)\)s|(%)|)")


class AlembicToml(Struct, frozen=True):
    """[tool.alembic] and the file that contains it."""

    document: TomlDocument
    """The whole file."""
    options: dict[str, Any]
    """The table itself."""

    @property
    def path(self) -> str:
        """The path of the file as the caller named it."""
        return self.document.path

    @property
    def folder(self) -> str:
        """The absolute folder of the file, `%(here)s` in its values."""
        return os.path.dirname(os.path.abspath(self.path))

    def text(self, option: str) -> str | None:
        """Return the interpolated string, None if it is not set. Raises InputError if it is not a string."""
        value = self.options.get(option)
        return None if value is None else self._interpolated(value, option)

    def texts(self, option: str) -> tuple[str, ...] | None:
        """Return the interpolated strings of an array, None if it is not set. Raises InputError if it is not one."""
        value = self.options.get(option)
        if value is None:
            return None
        if not isinstance(value, list):
            raise self.error(f"{option} must be an array of strings", option)
        return tuple(self._interpolated(item, option, index) for index, item in enumerate(value))

    def boolean(self, option: str) -> bool:
        """Return the boolean, False if it is not set. Raises InputError if it is not a boolean."""
        value = self.options.get(option, False)
        if not isinstance(value, bool):
            raise self.error(f"{option} must be true or false", option)
        return value

    def error(self, message: str, *keys: str | int, hint: str = "") -> InputError:
        """Return (not raise) an InputError at a key of the table."""
        return self.document.error(message, *_TABLE, *keys, hint=hint)

    def _interpolated(self, value: object, option: str, *index: int) -> str:
        if not isinstance(value, str):
            raise self.error(f"{option} must be {'an array of strings' if index else 'a string'}", option, *index)

        def replace(match: re.Match[str]) -> str:
            if match[2]:
                return "%"
            if match[1] == "here":
                return self.folder
            if match[1] is None:
                raise self.error(f"{option} holds a % that is neither %% nor %(here)s", option, *index)
            raise self.error(f"{option} refers to %({match[1]})s; only %(here)s is defined", option, *index)

        return _PERCENT.sub(replace, value)


def parse_alembic_toml(data: bytes, path: str) -> AlembicToml | None:
    """Return [tool.alembic] of `data`, the contents of `path`; None if there is no such table.

    Raises InputError with the line if the file is not TOML.
    """
    document = parse_toml(data, path)
    table: object = document.values
    for key in _TABLE:
        if not isinstance(table, dict) or key not in table:
            return None
        table = table[key]
    if not isinstance(table, dict):
        raise document.error("tool.alembic must be a table", *_TABLE)
    return AlembicToml(document, table)

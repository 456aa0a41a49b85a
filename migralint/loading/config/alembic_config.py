"""Alembic's options from an ini file and [tool.alembic] together, the ini winning per option; resolves no path.

Follows `alembic.config.Config` of Alembic 1.20; each method names the one it mirrors.
"""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING, NamedTuple

from migralint.loading.config.ini_file import IniFile
from migralint.source.errors import InputError
from migralint.source.spelling import did_you_mean

if TYPE_CHECKING:
    from migralint.loading.config.alembic_toml import AlembicToml

_SEPARATORS = {"space": " ", "newline": "\n", "os": os.pathsep, ":": ":", ";": ";"}
_LEGACY_LOCATIONS = r", *|(?: +)"
_LEGACY_SYS_PATH = r", *|(?: +)|\:"


class AlembicConfig(NamedTuple):
    """The options of one section; at least one of the two files exists."""

    ini: IniFile | None
    """The ini file, None if there is none."""
    toml: AlembicToml | None
    """[tool.alembic], None if there is none."""
    section: str = "alembic"
    """The section of the ini file; [tool.alembic] has no other name."""

    def text(self, option: str) -> str | None:
        """Return a string option (`Config.get_alembic_option`). Raises InputError."""
        value = self.ini.get(self.section, option) if self.ini else None
        return value if value is not None or self.toml is None else self.toml.text(option)

    def boolean(self, option: str) -> bool:
        """Return a boolean option (`Config.get_alembic_boolean_option`): in an ini only "true" is true."""
        value = self.ini.get(self.section, option) if self.ini else None
        if value is not None:
            return value == "true"
        return self.toml.boolean(option) if self.toml else False

    def version_locations(self) -> tuple[str, ...]:
        """Return the entries as written, () if it is not set (`Config.get_version_locations_list`)."""
        return self._entries("version_locations", _LEGACY_LOCATIONS, "path_separator", "version_path_separator")

    def prepend_sys_path(self) -> tuple[str, ...]:
        """Return the entries as written, () if it is not set (`Config.get_prepend_sys_paths_list`)."""
        return self._entries("prepend_sys_path", _LEGACY_SYS_PATH, "path_separator")

    def origin(self, option: str) -> str:
        """Return the path of the file that sets `option`; if none does, of the ini file, otherwise of the TOML file."""
        for file, sets in ((self.ini, self.in_ini(option)), (self.toml, self._in_toml(option))):
            if file is not None and sets:
                return file.path
        file = self.ini or self.toml
        assert file is not None
        return file.path

    def error(self, message: str, option: str, hint: str = "") -> InputError:
        """Return (not raise) an InputError at the line that sets `option`."""
        if self.toml is not None and (self.ini is None or (self._in_toml(option) and not self.in_ini(option))):
            return self.toml.error(message, option, hint=hint)
        assert self.ini is not None
        return self.ini.error(message, self.section, option, hint)

    def _entries(self, option: str, legacy: str, *separator_options: str) -> tuple[str, ...]:
        written = self.ini.get(self.section, option) if self.ini else None
        if not written:  # an empty value in the ini does not hide the one in the TOML file
            return (self.toml.texts(option) if self.toml else None) or ()
        separator = self._separator(*separator_options)
        if separator is None:
            return tuple(re.split(legacy, written))
        return tuple(entry.strip() for entry in written.split(separator) if entry)

    def _separator(self, *options: str) -> str | None:
        assert self.ini is not None
        for option in options:
            if (word := self.ini.get(self.section, option)) is not None:
                if word in _SEPARATORS:
                    return _SEPARATORS[word]
                hint = did_you_mean(word, _SEPARATORS) or f"one of {', '.join(_SEPARATORS)}"
                raise self.ini.error(f"{word!r} is not a valid value for {option}", self.section, option, hint)
        return None

    def in_ini(self, option: str) -> bool:
        """Whether the ini file sets `option`, so that [tool.alembic] is ignored for it."""
        return self.ini is not None and self.ini.parser.has_option(self.section, option)

    def _in_toml(self, option: str) -> bool:
        return self.toml is not None and option in self.toml.options

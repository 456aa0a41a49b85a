"""One ini file as Alembic's ConfigParser reads it; errors have a line and never quote a value."""

from __future__ import annotations

import configparser
import io
import os
import re
from typing import Any, NamedTuple

from migralint.source.errors import InputError
from migralint.source.reading import decode_input, read_input

SIZE_LIMIT = 4 * 1024 * 1024
"""The maximum size of a configuration file in bytes; real ones have a few kilobytes."""

_PARTS_LIMIT = 10_000
"""The maximum number of parts of an interpolated value."""


class IniFile(NamedTuple):
    """A parsed ini file."""

    path: str
    """The path as the caller named it."""
    text: str
    """Its contents, used to find the line for an error."""
    parser: configparser.ConfigParser
    """The result of ConfigParser, with `%(here)s` as the file's folder."""

    @property
    def folder(self) -> str:
        """The absolute folder of the file, `%(here)s` in its values."""
        return os.path.dirname(os.path.abspath(self.path))

    def get(self, section: str, option: str) -> str | None:
        """Return the interpolated value as Alembic reads it ([DEFAULT] included), None without section or option.

        Raises InputError if the value cannot be interpolated.
        """
        if not self.parser.has_option(section, option):
            return None
        try:
            return self.parser.get(section, option)
        except configparser.InterpolationMissingOptionError as error:
            problem = f"refers to %({error.reference})s, which is not defined"
        except configparser.InterpolationDepthError:
            problem = "is interpolated recursively or too deeply"
        except configparser.InterpolationSyntaxError:
            problem = "holds a % that is neither %% nor %(name)s"
        raise self.error(f"{option} {problem}", section, option)

    def owns(self, section: str, option: str) -> bool:
        """Whether `section` itself sets `option`, [DEFAULT] aside; a section that repeats the default does not
        count."""
        if not self.parser.has_option(section, option):
            return False
        return self.parser.defaults().get(option) != self.parser.get(section, option, raw=True)

    def error(self, message: str, section: str, option: str, hint: str = "") -> InputError:
        """Return (not raise) an InputError at the line that sets `option`."""
        return InputError(message, path=self.path, line=self.line_of(section, option), hint=hint)

    def line_of(self, section: str, option: str) -> int | None:
        """Return the line (from 1) on which `section`, otherwise [DEFAULT], sets `option`."""
        lines: dict[str, int] = {}
        current = ""
        for number, line in enumerate(self.text.split("\n"), start=1):
            if header := self.parser.SECTCRE.match(line):
                current = header["header"]
            elif re.match(rf"{re.escape(option)}\s*[=:]", line, re.IGNORECASE):
                lines.setdefault(current, number)
        return lines.get(section, lines.get(self.parser.default_section))


def read_ini(path: str) -> IniFile:
    """Read `path`. Raises InputError with the file and, where known, the line."""
    return parse_ini(read_input(path, limit=SIZE_LIMIT), path)


def parse_ini(data: bytes, path: str) -> IniFile:
    """Parse `data`, the bytes of an ini file; errors as in `read_ini`."""
    text = decode_input(data, path)
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    here = os.path.dirname(os.path.abspath(path))
    parser = configparser.ConfigParser({"here": here.replace("%", "%%")}, interpolation=_BoundedInterpolation())
    try:
        parser.read_file(io.StringIO(text), source=path)
    except configparser.MissingSectionHeaderError as error:
        raise InputError("text before the first [section]", path=path, line=error.lineno) from None
    except configparser.DuplicateSectionError as error:
        raise InputError(f"section [{error.section}] occurs twice", path=path, line=error.lineno) from None
    except configparser.DuplicateOptionError as error:
        message = f"[{error.section}] sets {error.option} twice"
        raise InputError(message, path=path, line=error.lineno) from None
    except configparser.ParsingError as error:
        line = error.errors[0][0] if error.errors else None
        raise InputError("is neither a [section] nor option = value", path=path, line=line) from None
    except configparser.Error as error:
        raise InputError(f"is not an ini file ({type(error).__name__})", path=path) from None
    return IniFile(path, text, parser)


class _BoundedInterpolation(configparser.BasicInterpolation):
    """Alembic's interpolation, with an error for values that multiply (a = %(b)s%(b)s, b = %(c)s%(c)s, ...)."""

    def before_get(self, parser: Any, section: str, option: str, value: str, defaults: Any) -> str:
        parts = _Parts(option, section)
        self._interpolate_some(parser, option, parts, value, section, defaults, 1)  # type: ignore[attr-defined]
        return "".join(parts)


class _Parts(list[str]):
    def __init__(self, option: str, section: str) -> None:
        super().__init__()
        self.place = (option, section)

    def append(self, part: str) -> None:
        if len(self) >= _PARTS_LIMIT:
            raise configparser.InterpolationDepthError(*self.place, "")
        super().append(part)

"""Strict reading of TOML files with the line of every key; writes nothing."""

from __future__ import annotations

import re
import tomllib
from functools import cached_property
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from migralint.source.errors import InputError
from migralint.source.reading import decode_input, read_input
from migralint.source.spelling import did_you_mean as did_you_mean

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from migralint.source.toml_lines import KeyPath

SIZE_LIMIT = 16 * 1024 * 1024
"""Bytes; a fleet's `counts` table fits, a database dump named by mistake does not."""

_POSITION = r"\s*\(at (?:line (\d+), column \d+|end of document)\)$"
_DECLARED_TWICE = r"^Cannot declare \((.*)\) twice$"
_KEY_OF_LINE = r"""^\s*([^\s="'\[{]+|"[^"]*"|'[^']*')\s*="""


class TomlDocument(Struct, frozen=True, dict=True):
    """A parsed TOML file with the lines of its keys."""

    path: str
    """The path that errors show."""
    values: dict[str, Any]
    """The tables as `tomllib` returns them."""
    text: str
    """The document with line feeds as line ends."""

    @cached_property
    def lines(self) -> dict[KeyPath, int]:
        """1-based line of every key, by its path: ("tool", "heads"); list items by index: (…, "stamps", 0).

        Computed at the first access: a file without errors seldom needs them.
        """
        from migralint.source.toml_lines import key_lines  # compiles four patterns; only errors need them

        return key_lines(self.text)

    def line(self, *key: str | int) -> int | None:
        """Return the line of a key, or of the nearest table around it; None for the document as a whole."""
        for length in range(len(key), 0, -1):
            if (line := self.lines.get(key[:length])) is not None:
                return line
        return None

    def error(self, message: str, *key: str | int, hint: str = "") -> InputError:
        """Return (not raise) an error about the value at `key`."""
        return InputError(message, path=self.path, line=self.line(*key), hint=hint)

    def require_known(self, table: dict[str, Any], known: Iterable[str], *key: str | int, what: str = "key") -> None:
        """Raise InputError for the first name in `table` (at `key`) that is not `known`, with the nearest as hint."""
        allowed = sorted(known)
        for name in table:
            if name not in allowed:
                hint = did_you_mean(name, allowed) or f"known here: {', '.join(allowed)}"
                raise self.error(f'unknown {what} "{name}"', *key, name, hint=hint)


def read_toml(path: str | Path) -> TomlDocument:
    """Read a TOML file.

    Raises InputError with the line if it is not valid TOML, and without one if it cannot be read. The error never
    quotes a value: it might be a secret.
    """
    return parse_toml(read_input(str(path), limit=SIZE_LIMIT), str(path))


def parse_toml(data: bytes, path: str) -> TomlDocument:
    """Parse the bytes of a TOML file; `path` is only for errors. Raises InputError as `read_toml` does."""
    text = decode_input(data, path).replace("\r\n", "\n")
    try:
        return TomlDocument(path, tomllib.loads(text), text)
    except tomllib.TOMLDecodeError as error:
        raise _as_input_error(str(error), text, path) from None
    except (RecursionError, MemoryError):
        raise InputError("is not usable TOML: nested too deeply", path=path) from None
    except ValueError:  # a number with more digits than Python converts, or a date that does not exist
        raise InputError("is not usable TOML: a number or date in it is out of range", path=path) from None


def _as_input_error(message: str, text: str, path: str) -> InputError:
    position = re.search(_POSITION, message)
    lines = text.split("\n")
    line = int(position[1]) if position and position[1] else len(lines)
    message = re.sub(_POSITION, "", message)
    if twice := re.match(_DECLARED_TWICE, message):
        names = [part.strip().strip("'\"") for part in twice[1].split(",") if part.strip()]
        return InputError(f"the table [{'.'.join(names)}] is declared twice", path=path, line=line)
    if message == "Cannot overwrite a value":
        key = re.match(_KEY_OF_LINE, lines[line - 1])
        return InputError(f"the key {key[1]} is given twice" if key else "a key is given twice", path=path, line=line)
    return InputError(f"is not valid TOML: {message[:1].lower()}{message[1:]}", path=path, line=line)

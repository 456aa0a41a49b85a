"""The text of the files that findings are about; reads each file once."""

from __future__ import annotations

import re

from migralint.source.encoding import declared_encoding
from migralint.source.errors import InputError
from migralint.source.reading import read_input

_MOST_BYTES = 10_000_000
_LINE_END = re.compile(r"\r\n|\r|\n")


class Sources:
    """Returns the lines of files, as Python counts them; a file that cannot be read has none."""

    def __init__(self) -> None:
        """Start without any file read."""
        self._lines: dict[str, tuple[str, ...]] = {}

    def lines(self, path: str) -> tuple[str, ...]:
        """Return the lines without their ends; undecodable bytes are replaced."""
        if path not in self._lines:
            self._lines[path] = tuple(_LINE_END.split(self.text(path)))
        return self._lines[path]

    def line(self, path: str, number: int) -> str:
        """Return line `number`, counted from 1; empty if there is none."""
        lines = self.lines(path)
        return lines[number - 1] if 0 < number <= len(lines) else ""

    def holds(self, path: str, mark: bytes) -> bool:
        """Whether the bytes of the file contain `mark`; much cheaper than its text."""
        return mark in _bytes(path)

    def data(self, path: str) -> bytes:
        """Return the bytes of the file; empty if it cannot be read."""
        return _bytes(path)

    def text(self, path: str) -> str:
        """Return the decoded text; empty if the file cannot be read or is not a text."""
        return "" if path.endswith((".pyc", ".pyo")) else decoded(_bytes(path))


def _bytes(path: str) -> bytes:
    """Return the file's bytes; empty for a pipe, which could block, and for a file that is too large to be source."""
    try:
        return read_input(path, limit=_MOST_BYTES)
    except InputError:
        return b""


def decoded(data: bytes) -> str:
    """Decode Python or TOML source with its own encoding, otherwise as latin-1; without byte order mark."""
    try:
        return data.decode(declared_encoding(data)).removeprefix("\ufeff")
    except (SyntaxError, ValueError, LookupError):  # a codec may raise any UnicodeError, which is a ValueError
        return data.decode("latin-1")

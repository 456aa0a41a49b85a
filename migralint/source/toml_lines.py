"""Finds the lines of keys, values and headers in valid TOML text, which tomllib does not report."""

from __future__ import annotations

import re
import tomllib

from msgspec import Struct, field

KeyPath = tuple[str | int, ...]

_BLANK = re.compile(r"(?:[ \t\r\n]|#[^\n]*)*")
_BARE_KEY = re.compile(r"[A-Za-z0-9_-]+")
_STRING = re.compile(r'"""(?:[^\\]|\\.)*?"{3,5}|\'\'\'.*?\'{3,5}|"(?:[^"\\\n]|\\.)*"|\'[^\'\n]*\'', re.DOTALL)
_SCALAR = re.compile(r"[^,\]}\r\n#]+")


class TomlLayout(Struct):
    """The positions of keys, values and headers; offsets count characters."""

    lines: dict[KeyPath, int] = field(default_factory=dict)
    """The 1-based line of every key and list item; a table with several headers has the line of the first."""
    values: dict[KeyPath, tuple[int, int]] = field(default_factory=dict)
    """Start and end of the value of every `key = value`, also inside inline tables."""
    pairs: list[tuple[KeyPath, KeyPath, int]] = field(default_factory=list)
    """Every `key = value` on lines of its own, in order: the table of its header, its full key, its start."""
    headers: list[tuple[KeyPath, int]] = field(default_factory=list)
    """Every `[header]`, in order: its table and the start of its bracket."""


def toml_layout(text: str) -> TomlLayout:
    """Return the positions of keys, values and headers of `text`: valid TOML with line feeds as line ends."""
    return _Scanner(text).scan()


def key_lines(text: str) -> dict[KeyPath, int]:
    """Return the 1-based line of every key and list item of `text`, by path."""
    return toml_layout(text).lines


class _Scanner:
    """Scans the text once; does not check that it is valid."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.line = 1
        self.counted = 0
        self.layout = TomlLayout()
        self.lines = self.layout.lines
        self.list_sizes: dict[KeyPath, int] = {}

    def scan(self) -> TomlLayout:
        table: KeyPath = ()
        self._blank()
        while self.at < len(self.text):
            start = self.at
            if self.text[start] == "[":
                table = self._header(2 if self.text.startswith("[[", start) else 1)
                self.layout.headers.append((table, start))
            else:
                self.layout.pairs.append((table, self._pair(table), start))
            self._blank()
        return self.layout

    def _header(self, brackets: int) -> KeyPath:
        self.at += brackets
        names = self._key()
        line = self._here()
        self.at += brackets
        path: KeyPath = ()
        for name in names[:-1]:
            path = self._latest((*path, name), line)
        last: KeyPath = (*path, names[-1])
        if brackets == 1:
            self.lines.setdefault(last, line)
            return last
        self.lines.setdefault(last, line)
        index = self.list_sizes.get(last, 0)
        self.list_sizes[last] = index + 1
        self.lines[(*last, index)] = line
        return (*last, index)

    def _latest(self, path: KeyPath, line: int) -> KeyPath:
        """Return the table that a part of a header means: of an array of tables, the last one."""
        self.lines.setdefault(path, line)
        size = self.list_sizes.get(path)
        return path if size is None else (*path, size - 1)

    def _pair(self, table: KeyPath) -> KeyPath:
        line = self._here()
        path = table
        for name in self._key():
            path = (*path, name)
            self.lines.setdefault(path, line)
        self.at += 1  # the equals sign
        self._value(path)
        return path

    def _key(self) -> list[str]:
        names: list[str] = []
        while True:
            self._blank()
            if self.text[self.at] in "\"'":
                match = _STRING.match(self.text, self.at)
                assert match is not None
                names.append(tomllib.loads(f"k={match[0]}")["k"])
            else:
                match = _BARE_KEY.match(self.text, self.at)
                assert match is not None
                names.append(match[0])
            self.at = match.end()
            self._blank()
            if self.text[self.at] != ".":
                return names
            self.at += 1

    def _value(self, path: KeyPath) -> None:
        self._blank()
        start = self.at
        first = self.text[start]
        if first == "[":
            self._items(path, "]")
        elif first == "{":
            self._items(path, "}")
        else:
            match = (_STRING if first in "\"'" else _SCALAR).match(self.text, self.at)
            assert match is not None
            self.at = match.end() if first in "\"'" else start + len(match[0].rstrip(" \t"))
        self.layout.values[path] = (start, self.at)

    def _items(self, path: KeyPath, end: str) -> None:
        self.at += 1
        index = 0
        self._blank()
        while self.text[self.at] != end:
            if end == "]":
                self.lines[(*path, index)] = self._here()
                self._value((*path, index))
            else:
                self._pair(path)
            index += 1
            self._blank()
            if self.text[self.at] == ",":
                self.at += 1
                self._blank()
        self.at += 1

    def _blank(self) -> None:
        match = _BLANK.match(self.text, self.at)
        assert match is not None
        self.at = match.end()

    def _here(self) -> int:
        self.line += self.text.count("\n", self.counted, self.at)
        self.counted = self.at
        return self.line

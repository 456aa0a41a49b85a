"""Finds the line of every key in TOML text that is already known to be valid; tomllib does not tell."""

from __future__ import annotations

import re
import tomllib

KeyPath = tuple[str | int, ...]

_BLANK = re.compile(r"(?:[ \t\n]|#[^\n]*)*")
_BARE_KEY = re.compile(r"[A-Za-z0-9_-]+")
_STRING = re.compile(r'"""(?:[^\\]|\\.)*?"{3,5}|\'\'\'.*?\'{3,5}|"(?:[^"\\\n]|\\.)*"|\'[^\'\n]*\'', re.DOTALL)
_SCALAR = re.compile(r"[^,\]}\n#]+")


def key_lines(text: str) -> dict[KeyPath, int]:
    """The 1-based line of every key and list item, by path; lines end with a line feed.

    A table that several headers open keeps the line of the first. `text` must be valid TOML.
    """
    return _Scanner(text).scan()


class _Scanner:
    """Walks the text once; validity is not checked here."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.line = 1
        self.counted = 0
        self.found: dict[KeyPath, int] = {}
        self.list_sizes: dict[KeyPath, int] = {}

    def scan(self) -> dict[KeyPath, int]:
        table: KeyPath = ()
        self._blank()
        while self.at < len(self.text):
            if self.text.startswith("[[", self.at):
                table = self._header(2)
            elif self.text[self.at] == "[":
                table = self._header(1)
            else:
                self._pair(table)
            self._blank()
        return self.found

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
            self.found.setdefault(last, line)
            return last
        self.found.setdefault(last, line)
        index = self.list_sizes.get(last, 0)
        self.list_sizes[last] = index + 1
        self.found[(*last, index)] = line
        return (*last, index)

    def _latest(self, path: KeyPath, line: int) -> KeyPath:
        """A header that goes through an array of tables means its last one."""
        self.found.setdefault(path, line)
        size = self.list_sizes.get(path)
        return path if size is None else (*path, size - 1)

    def _pair(self, table: KeyPath) -> None:
        line = self._here()
        path = table
        for name in self._key():
            path = (*path, name)
            self.found.setdefault(path, line)
        self.at += 1  # the equals sign
        self._value(path)

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
        first = self.text[self.at]
        if first == "[":
            self._items(path, "]")
        elif first == "{":
            self._items(path, "}")
        else:
            match = (_STRING if first in "\"'" else _SCALAR).match(self.text, self.at)
            assert match is not None
            self.at = match.end()

    def _items(self, path: KeyPath, end: str) -> None:
        self.at += 1
        index = 0
        self._blank()
        while self.text[self.at] != end:
            if end == "]":
                self.found[(*path, index)] = self._here()
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

"""A piece of evidence and its place: a value."""

from __future__ import annotations

from msgspec import Struct

from migralint.source.errors import InputError
from migralint.source.reading import read_input

_MOST = 1_000_000
"""Bytes of a file that somebody writes by hand."""


class Sign(Struct, frozen=True):
    """Something that a file says about the project."""

    what: str
    """A dialect, the name of a variable or environment, the host of a remote."""
    path: str
    """Absolute path of the file that says so."""
    line: int
    """From 1."""


def lines_of(path: str) -> list[str]:
    """The lines of a text file; none if it cannot be read: such a file says nothing."""
    try:
        data = read_input(path, limit=_MOST, follow=False)
    except InputError:
        return []
    return data.decode("utf-8", "replace").replace("\r\n", "\n").replace("\r", "\n").split("\n")

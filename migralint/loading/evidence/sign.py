"""A piece of evidence and its place: a value."""

from __future__ import annotations

from msgspec import Struct

from migralint.source.errors import InputError
from migralint.source.reading import read_input

_MOST = 1_000_000
"""The maximum size in bytes of a hand-written file."""


class Sign(Struct, frozen=True):
    """A fact about the project that a file shows."""

    what: str
    """A dialect, the name of a variable or environment, the host of a remote."""
    path: str
    """Absolute path of the file."""
    line: int
    """From 1."""


def lines_of(path: str) -> list[str]:
    """The lines of a text file; none if it cannot be read: then it shows no fact."""
    try:
        data = read_input(path, limit=_MOST, follow=False)
    except InputError:
        return []
    return data.decode("utf-8", "replace").replace("\r\n", "\n").replace("\r", "\n").split("\n")

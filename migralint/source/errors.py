"""The error for wrong input of the tool."""

from __future__ import annotations


class InputError(Exception):
    """Wrong usage, settings, manifest or unreadable input: exit status 2 and a one-line message.

    A flaw in the migrations is never an exception but a `Problem`.
    """

    def __init__(self, message: str, *, path: str | None = None, line: int | None = None, hint: str = "") -> None:
        """`message` says what is wrong, `path` and `line` (1-based) where, `hint` what to do next."""
        super().__init__(message)
        self.message = message
        self.path = path
        self.line = line
        self.hint = hint

    def __str__(self) -> str:
        where = "" if self.path is None else f"{self.path}: " if self.line is None else f"{self.path}:{self.line}: "
        return f"{where}{self.message}"

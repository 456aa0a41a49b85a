"""The severity of a finding."""

from __future__ import annotations

from enum import IntEnum


class Severity(IntEnum):
    """An ordered severity: a report fails on findings at or above `--fail-on`."""

    INFO = 1
    WARNING = 2
    ERROR = 3

    @property
    def word(self) -> str:
        """The word in lower case, as in reports and settings."""
        return self.name.lower()

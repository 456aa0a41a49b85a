"""The severity of a finding."""

from __future__ import annotations

from enum import IntEnum


class Severity(IntEnum):
    """Ordered: a report fails on findings at or above `--fail-on`."""

    INFO = 1
    WARNING = 2
    ERROR = 3

    @property
    def word(self) -> str:
        """The lower-case word of reports and settings."""
        return self.name.lower()

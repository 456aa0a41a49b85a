"""The result of a run of `check`."""

from __future__ import annotations

from msgspec import Struct

from migralint.findings.finding import Finding
from migralint.findings.severity import Severity


class HistorySummary(Struct, frozen=True):
    """The number of files that were read in one script directory."""

    script_directory: str
    """Absolute path."""
    revisions: int
    heads: tuple[str, ...]
    bases: tuple[str, ...]
    unread: int
    """Files that neither reader could read."""
    root: str = ""
    """Absolute path of the project: reports name files relative to it."""
    dialects: tuple[str, ...] = ()
    """The databases that operation rules assumed, sorted; empty: not known, or no such rule ran."""


class GoneFinding(Struct, frozen=True):
    """Similar findings that the baseline accepts and that no longer occur."""

    code: str
    path: str | None
    """Absolute; None: they belong to no file."""
    message: str
    count: int


class Report(Struct, frozen=True):
    """All findings, ordered by path, line, column and code, and how much was read."""

    histories: tuple[HistorySummary, ...]
    findings: tuple[Finding, ...]
    baseline: str | None = None
    """Absolute path of the baseline that was used."""
    gone: tuple[GoneFinding, ...] = ()
    """The entries of the baseline that match no finding."""

    def count(self, severity: Severity) -> int:
        """Findings of exactly this severity that are not suppressed."""
        return sum(f.severity is severity and f.suppressed is None for f in self.findings)

    @property
    def suppressed(self) -> int:
        """Findings that inline comments or the baseline accept."""
        return sum(f.suppressed is not None for f in self.findings)

    def fails(self, threshold: Severity) -> bool:
        """Whether a finding at or above `threshold` counts."""
        return any(f.severity >= threshold and f.suppressed is None for f in self.findings)

"""The report of `check` and what can be made of it: a document in any format, a diff, fixes, a baseline."""

from __future__ import annotations

import math
from collections.abc import Sequence
from importlib import import_module
from typing import TYPE_CHECKING

from migralint.findings.report import Report
from migralint.findings.severity import Severity
from migralint.linting.sources import Sources
from migralint.reporting.findings.request import Request
from migralint.reporting.findings.text import text_lines
from migralint.reporting.segments import plain
from migralint.source.file_state import FileState
from migralint.source.frozen import frozen
from migralint.source.paths import relative

if TYPE_CHECKING:
    from migralint.linting.fixes import FixedFile

_FORMATS = {
    "json": ("json", "json_lines"),
    "sarif": ("sarif", "sarif_lines"),
    "github": ("github", "github_lines"),
    "gitlab": ("gitlab", "gitlab_lines"),
    "junit": ("junit", "junit_lines"),
}
"""Module and function of each format but text; a run needs one of them, mostly none."""


@frozen
class Checked:
    """A report and all it takes to show it, fix it or record it."""

    request: Request
    sources: Sources
    fail_on: Severity
    witnesses: Sequence[FileState] | None = None
    """What the report depends on, so that it can be repeated; None: it must not be."""
    valid_until: float = math.inf
    """Seconds since the epoch: then it may be another one, though no file has changed."""

    @property
    def report(self) -> Report:
        """What was found."""
        return self.request.report

    @property
    def fails(self) -> bool:
        """Whether a finding at or above the threshold counts."""
        return self.report.fails(self.fail_on)

    def document(self, name: str, *, colour: bool) -> str:
        """Return the whole document in a format, with its last line end."""
        if name != "text":
            module, function = _FORMATS[name]
            write = getattr(import_module(f"migralint.reporting.findings.{module}"), function)
            return "".join(f"{line}\n" for line in write(self.request))
        if not colour:
            return "".join(f"{line}\n" for line in plain(text_lines(self.request)))
        from migralint.reporting.paint import painted

        return painted(text_lines(self.request))

    def diff(self) -> str:
        """Return what the fixes would change, as one unified diff."""
        from migralint.linting.fixes import fixed_files, unified_diff

        files = fixed_files(self.report.findings)
        shown = {file.path: relative(file.path, self.request.folder) for file in files}
        return "".join(f"{line}\n" for line in unified_diff(files, shown))

    def write_fixes(self) -> tuple[FixedFile, ...]:
        """Apply the fixes to the files, and return these."""
        from migralint.linting.fixes import fixed_files, write_fixes

        files = fixed_files(self.report.findings)
        write_fixes(files)
        return files

    def write_baseline(self, path: str) -> int:
        """Record the findings as accepted, and return how many they are."""
        from migralint.linting.baseline import write_baseline

        return write_baseline(path, self.report.findings, self.sources)

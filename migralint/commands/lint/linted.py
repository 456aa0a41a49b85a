"""The result of a check, and what can be made of it: fixes, a diff, a baseline."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING

from migralint.findings.report import Report
from migralint.findings.severity import Severity
from migralint.linting.sources import Sources
from migralint.source.file_state import FileState
from migralint.source.frozen import frozen
from migralint.source.paths import relative

if TYPE_CHECKING:
    from migralint.history.history import History
    from migralint.linting.fixes import FixedFile


@frozen
class Linted:
    """A report, and what showing, fixing or recording it takes."""

    report: Report
    sources: Sources
    """The text of the files that findings point to."""
    fail_on: Severity
    histories: tuple[History, ...] = ()
    """In the order of the report's histories."""
    states: Sequence[FileState] | None = None
    """The files that the report depends on, so that it can be repeated; None: it must not be."""
    valid_until: float = math.inf
    """Seconds since the epoch: then it may be another one, though no file has changed."""

    @property
    def fails(self) -> bool:
        """Whether a finding at or above the threshold counts."""
        return self.report.fails(self.fail_on)

    def diff(self, folder: str) -> str:
        """Return what the fixes would change, as one unified diff with paths relative to `folder`."""
        from migralint.linting.fixes import fixed_files, unified_diff

        files = fixed_files(self.report.findings)
        shown = {file.path: relative(file.path, folder) for file in files}
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

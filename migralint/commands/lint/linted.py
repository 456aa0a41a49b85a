"""The result of a check, and what can be derived from it: fixes, a diff, a baseline."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from msgspec import Struct

from migralint.findings.report import Report
from migralint.findings.severity import Severity
from migralint.linting.sources import Sources
from migralint.source.errors import InputError
from migralint.source.file_state import FileState

if TYPE_CHECKING:
    from migralint.changes.kind import Kind
    from migralint.history.history import History
    from migralint.linting.added_ignores import AddedIgnores
    from migralint.linting.baseline import Scope
    from migralint.linting.baseline_writing import Recorded
    from migralint.linting.fixes import Fixed


class Linted(Struct, frozen=True):
    """A report, and what showing, fixing or recording it takes."""

    report: Report
    sources: Sources
    """The text of the files that findings point to."""
    fail_on: Severity
    scope: Callable[[], Scope]
    """What was looked at, for a baseline."""
    known_revisions: Callable[[], frozenset[str]]
    """The ids of all revisions, pruned ones included."""
    histories: tuple[History, ...] = ()
    """In the order of the report's histories."""
    states: Sequence[FileState] | None = None
    """The files that the report depends on, so that it can be repeated; None: it must not be."""
    valid_until: float = math.inf
    """Seconds since the epoch: then it may be another one, though no file has changed."""
    kinds: tuple[Mapping[str, Kind], ...] = ()
    """By history and revision; empty: nobody asked."""

    @property
    def fails(self) -> bool:
        """Whether a finding at or above the threshold counts."""
        return self.report.fails(self.fail_on)

    def fixes(self) -> Fixed:
        """Return what the fixes of the findings come to; nothing is written."""
        from migralint.linting.fixes import fixed_files

        return fixed_files(self.report.findings)

    def added_ignores(self, reason: str) -> AddedIgnores:
        """Return what comments that accept the findings come to; nothing is written."""
        from migralint.linting.added_ignores import added_ignores

        if not reason and "ML005" in self.scope().codes:
            raise InputError(
                "the project requires reasons (ML005): comments without one would be findings",
                hint="pass one with --reason TEXT",
            )
        return added_ignores(self.report.findings, reason=reason)

    def write_baseline(self, path: str) -> Recorded:
        """Record the findings as accepted; what is accepted there and was not looked at now is kept."""
        from migralint.linting.baseline_writing import write_baseline

        histories = self.report.histories
        return write_baseline(
            path,
            self.report.findings,
            self.sources,
            scope=self.scope(),
            directories=[history.script_directory for history in histories],
            revisions=[name for history in histories for name in (*history.heads, *history.bases)],
            known=self.known_revisions(),
        )

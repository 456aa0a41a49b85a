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
    """A report, with everything that is needed to show it, to apply its fixes or to write a baseline."""

    report: Report
    sources: Sources
    """The text of the files in which findings are."""
    fail_on: Severity
    scope: Callable[[], Scope]
    """Returns the rules and files that were checked, for a baseline."""
    known_revisions: Callable[[], frozenset[str]]
    """Returns the ids of all revisions, pruned ones included."""
    histories: tuple[History, ...] = ()
    """In the order of the report's histories."""
    states: Sequence[FileState] | None = None
    """The file states that the report depends on: it is repeated while none has changed. None: it is not kept."""
    valid_until: float = math.inf
    """Seconds since the epoch: from then on the report may differ, even if no file has changed."""
    kinds: tuple[Mapping[str, Kind], ...] = ()
    """For each history, the kinds by revision; empty: the options do not request them."""

    @property
    def fails(self) -> bool:
        """Whether there is a finding at or above the threshold that is not suppressed."""
        return self.report.fails(self.fail_on)

    def fixes(self) -> Fixed:
        """Compute the fixes of the findings; write nothing."""
        from migralint.linting.fixes import fixed_files

        return fixed_files(self.report.findings)

    def added_ignores(self, reason: str) -> AddedIgnores:
        """Compute the comments that accept the findings; write nothing.

        Raises InputError if a required reason is missing.
        """
        from migralint.linting.added_ignores import added_ignores

        if not reason and "ML005" in self.scope().codes:
            raise InputError(
                "the project requires reasons (ML005): comments without one would be findings",
                hint="pass one with --reason TEXT",
            )
        return added_ignores(self.report.findings, reason=reason)

    def write_baseline(self, path: str) -> Recorded:
        """Record the findings as accepted; accepted findings that this run did not check are kept."""
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

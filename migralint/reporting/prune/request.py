"""The input of every format of a prune plan."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from migralint.findings.report import HistorySummary, Report
from migralint.loading.script_directory import ScriptDirectory
from migralint.pruning.applying.file_edits import FileEdit
from migralint.pruning.planning.plan import PrunePlan, Status
from migralint.pruning.repository.losses import Loss
from migralint.reporting.findings.request import Request
from migralint.source.paths import relative, shortest

if TYPE_CHECKING:
    from migralint.linting.fingerprint import LineReader


class PruneRequest(Struct, frozen=True):
    """A plan and the options of its output."""

    plan: PrunePlan
    script: ScriptDirectory
    sources: LineReader
    folder: str
    """Absolute path of the working directory: text names files relative to it."""
    edits: tuple[FileEdit, ...] = ()
    """The rewritten files that could be edited."""
    losses: tuple[Loss, ...] = ()
    """Objects that the removed files create and create_all does not."""
    applied: bool = False
    """Whether the plan was applied."""
    squashed_into: tuple[str, ...] = ()
    """The generated revisions that replace the removed ones."""
    generated: tuple[FileEdit, ...] = ()
    """The files of the generated revisions, which do not exist before."""
    has_stamp_options: bool = False
    """The environments come from the command line instead of a manifest: the plan cannot be applied."""
    columns: int = 80
    """The maximum width of the picture in text."""
    verbose: bool = False
    """List everything; otherwise long lists are cut."""

    @property
    def status(self) -> Status:
        """Whether the plan can be applied, or was applied."""
        return "applied" if self.applied else self.plan.status

    def shown_path(self, path: str) -> str:
        """A path for text output."""
        return shortest(path, self.folder)

    def document_path(self, path: str) -> str:
        """A path for documents: relative to the project, with `/`."""
        return relative(path, self.script.root or self.folder)

    def findings_request(self) -> Request:
        """The options for the output of findings."""
        history = self.plan.history
        summary = HistorySummary(
            self.script.path,
            revisions=len(history),
            heads=history.heads(),
            bases=history.bases(),
            unread=0,
            root=self.script.root,
        )
        return Request(Report((summary,), ()), sources=self.sources, folder=self.folder)

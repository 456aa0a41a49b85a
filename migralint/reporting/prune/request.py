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
    """A plan and what it takes to write it down."""

    plan: PrunePlan
    script: ScriptDirectory
    sources: LineReader
    folder: str
    """Absolute path of where the user stands: text names files relative to it."""
    edits: tuple[FileEdit, ...] = ()
    """The rewritten files that could be edited."""
    losses: tuple[Loss, ...] = ()
    """What the removed files make that create_all does not bring back."""
    applied: bool = False
    """Whether the plan has been carried out."""
    squashed_into: tuple[str, ...] = ()
    """The generated revisions that stand for the removed ones."""
    generated: tuple[FileEdit, ...] = ()
    """Their files; there was nothing before."""
    stamps_said: bool = False
    """The environments stand on the command line, and in no manifest: nothing can be applied."""
    columns: int = 80
    """How wide the text's picture may be."""
    verbose: bool = False
    """List everything; otherwise long lists are cut short."""

    @property
    def status(self) -> Status:
        """What can be done with the plan, or that it was done."""
        return "applied" if self.applied else self.plan.status

    def shown_path(self, path: str) -> str:
        """A path for people."""
        return shortest(path, self.folder)

    def document_path(self, path: str) -> str:
        """A path for documents: relative to the project, with `/`."""
        return relative(path, self.script.root or self.folder)

    def findings_request(self) -> Request:
        """The frame in which findings are written down."""
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

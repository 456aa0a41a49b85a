"""The input of every format."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from msgspec import Struct, field

from migralint.findings.finding import Finding
from migralint.findings.report import Report
from migralint.findings.rule import Rule
from migralint.source.location import Location
from migralint.source.paths import relative

if TYPE_CHECKING:
    from migralint.history.history import History
    from migralint.linting.fingerprint import LineReader  # it hashes


class Request(Struct, frozen=True):
    """A report and the options of its output."""

    report: Report
    sources: LineReader
    folder: str
    """Absolute path of the working directory: text names files relative to it."""
    rules: Mapping[str, Rule] = field(default_factory=dict)
    """The catalogue by code, for formats that describe rules."""
    histories: tuple[History, ...] = ()
    """The histories of the report, in the same order, if findings may be illustrated."""
    statistics: bool = False
    """Counts per rule: text shows them instead of the findings, JSON in addition."""
    verbose: bool = False
    """List findings that text otherwise folds into one line: many findings about the text of merged files."""

    repository: str | None = None
    """Absolute path of the working copy that contains the project; CI servers name files relative to it. None: there is
    none."""

    def root(self, finding: Finding) -> str:
        """The project folder; documents name the finding's file relative to it."""
        if finding.history is None or not self.report.histories:
            return self.folder
        return self.report.histories[finding.history].root or self.folder

    def directory(self, finding: Finding) -> str:
        """The absolute path for a finding without a place: its script directory."""
        if finding.history is None or not self.report.histories:
            return self.folder
        return self.report.histories[finding.history].script_directory

    def document_path(self, finding: Finding, location: Location | None) -> str | None:
        """The path in documents: relative to the project, with `/`; None if there is no place."""
        return None if location is None else relative(location.path, self.root(finding))

    def hosted_path(self, finding: Finding, path: str) -> str:
        """The path on the server that hosts the repository: relative to the repository, otherwise to the project."""
        if self.repository is not None:
            name = relative(path, self.repository)
            if not name.startswith("../"):
                return name
        return relative(path, self.root(finding))

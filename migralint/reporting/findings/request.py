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
    """A report and what it takes to write it down."""

    report: Report
    sources: LineReader
    folder: str
    """Absolute path of where the user stands: text names files relative to it."""
    rules: Mapping[str, Rule] = field(default_factory=dict)
    """The catalogue by code, for formats that describe rules."""
    histories: tuple[History, ...] = ()
    """In the order of the report's, where findings may be illustrated."""
    statistics: bool = False
    """Count by rule: text instead of listing findings, JSON beside that."""
    verbose: bool = False
    """List also what text folds into one line: many findings about the text of merged files."""

    repository: str | None = None
    """Absolute path of the working copy that the project is in, which CI servers name files relative to; None: none."""

    def root(self, finding: Finding) -> str:
        """The project folder that documents name the finding's files relative to."""
        if finding.history is None or not self.report.histories:
            return self.folder
        return self.report.histories[finding.history].root or self.folder

    def directory(self, finding: Finding) -> str:
        """What a finding without a place is about, as an absolute path: its script directory."""
        if finding.history is None or not self.report.histories:
            return self.folder
        return self.report.histories[finding.history].script_directory

    def document_path(self, finding: Finding, location: Location | None) -> str | None:
        """The path in documents: relative to the project, with `/`; None where there is no place."""
        return None if location is None else relative(location.path, self.root(finding))

    def hosted_path(self, finding: Finding, path: str) -> str:
        """The path as the server that holds the repository knows it: relative to the repository, otherwise the
        project."""
        if self.repository is not None:
            name = relative(path, self.repository)
            if not name.startswith("../"):
                return name
        return relative(path, self.root(finding))

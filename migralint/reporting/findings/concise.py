"""The report with one line per finding, as compilers write them: for editors and problem matchers."""

from __future__ import annotations

from collections.abc import Iterator

from migralint.findings.finding import Finding
from migralint.reporting.findings.request import Request
from migralint.reporting.findings.summary import summary_line
from migralint.reporting.segments import obeyed_by_nobody, visible
from migralint.source.paths import shortest


def concise_lines(request: Request) -> Iterator[str]:
    """Yield `path:line:column: severity CODE message` for each finding that counts, and the summary.

    Paths are relative to the working directory; a finding without a place is shown on line 1 of its directory.
    """
    for finding in request.report.findings:
        if finding.suppressed is None:
            yield concise_line(request, finding)
    yield summary_line(request.report)


def concise_line(request: Request, finding: Finding) -> str:
    """Return the line of one finding."""
    at = finding.problem.location
    path = shortest(at.path if at is not None else request.directory(finding), request.folder)
    place = f"{at.line}:{at.column}" if at is not None else "1:1"
    text = f"{visible(path)}:{place}: {finding.severity.word} {finding.code} {visible(finding.problem.message)}"
    return obeyed_by_nobody(text)

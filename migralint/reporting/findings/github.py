"""The report as GitHub's workflow commands: each finding becomes an annotation of the pull request."""

from __future__ import annotations

from collections.abc import Iterator

from migralint.findings.finding import Finding
from migralint.findings.severity import Severity
from migralint.reporting.findings.request import Request
from migralint.reporting.findings.summary import summary_line
from migralint.reporting.segments import visible

_COMMANDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "notice"}


def github_lines(request: Request) -> Iterator[str]:
    """Yield a command per finding that counts, and the summary. Paths are relative to the project."""
    for finding in request.report.findings:
        if finding.suppressed is None:
            yield _command(request, finding)
    yield summary_line(request.report)


def _command(request: Request, finding: Finding) -> str:
    problem, at = finding.problem, finding.problem.location
    properties = {"title": f"{finding.code} {finding.name}"}
    path = request.document_path(finding, at)
    if at is not None and path is not None:
        properties = {
            "file": path,
            "line": str(at.line),
            "col": str(at.column),
        } | properties
        # The runner takes a column range only within one line.
        if at.end_line in (None, at.line) and at.end_column is not None and at.end_column > at.column:
            properties["endColumn"] = str(at.end_column)
        elif at.end_line is not None and at.end_line > at.line:
            del properties["col"]
            properties["endLine"] = str(at.end_line)
    written = ",".join(f"{name}={_property(value)}" for name, value in properties.items())
    text = f"{problem.message}\n{problem.help}" if problem.help else problem.message
    return f"::{_COMMANDS[finding.severity]} {written}::{_data(text)}"


def _data(text: str) -> str:
    """Escape as the runner unescapes (actions/toolkit, command.ts); what is left can start no command of its own."""
    lines = (visible(line) for line in text.split("\n"))
    return "\n".join(lines).replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")

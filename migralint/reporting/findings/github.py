"""The report as GitHub's workflow commands: each finding becomes an annotation of the pull request."""

from __future__ import annotations

from collections.abc import Iterator

from migralint.findings.finding import Finding
from migralint.findings.severity import Severity
from migralint.reporting.counted import counted
from migralint.reporting.findings.concise import concise_line
from migralint.reporting.findings.request import Request
from migralint.reporting.findings.summary import summary_line
from migralint.reporting.segments import obeyed_by_nobody, visible

_COMMANDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "notice"}
_MOST = 9
"""The maximum number of annotations per kind. GitHub keeps the first ten of a step, and the runner adds its own error
if the step fails."""
_LONGEST = 4_000
"""The maximum number of characters in a message; the runner cuts at 4,096."""


def github_lines(request: Request) -> Iterator[str]:
    """Yield commands for the findings that count, the worst first; the remaining ones as plain lines; the summary.

    At most nine annotations of each kind; the last of them tells the number of further ones.
    """
    shown = [finding for finding in request.report.findings if finding.suppressed is None]
    beyond: list[Finding] = []
    for severity, command in _COMMANDS.items():
        ours = [finding for finding in shown if finding.severity is severity]
        kept = len(ours) if len(ours) <= _MOST else _MOST - 1
        for finding in ours[:kept]:
            yield _command(request, finding)
        if ours[kept:]:
            beyond += ours[kept:]
            text = f"{counted(len(ours[kept:]), f'more {severity.word}')} without an annotation: see the log"
            yield f"::{command} title=migralint::{_data(text)}"
    if beyond:
        yield f"::group::{counted(len(beyond), 'finding')} without an annotation"
        for finding in beyond:
            yield obeyed_by_nobody(concise_line(request, finding))
        yield "::endgroup::"
    yield summary_line(request.report)


def _command(request: Request, finding: Finding) -> str:
    problem, at = finding.problem, finding.problem.location
    properties = {"title": f"{finding.code} {finding.name}"}
    if at is not None:
        properties = {
            "file": request.hosted_path(finding, at.path),
            "line": str(at.line),
            "col": str(at.column),
        } | properties
        # The runner accepts a column range only within one line.
        if at.end_line in (None, at.line) and at.end_column is not None and at.end_column > at.column:
            properties["endColumn"] = str(at.end_column)
        elif at.end_line is not None and at.end_line > at.line:
            del properties["col"]
            properties["endLine"] = str(at.end_line)
    written = ",".join(f"{name}={_property(value)}" for name, value in properties.items())
    text = f"{problem.message}\n{problem.help}" if problem.help else problem.message
    text = text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"
    return f"::{_COMMANDS[finding.severity]} {written}::{_data(text)}"


def _data(text: str) -> str:
    """Escape as the runner unescapes (actions/toolkit, command.ts); the result cannot start another command."""
    lines = (visible(line) for line in text.split("\n"))
    return "\n".join(lines).replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")

"""The report as GitHub's workflow commands: each finding becomes an annotation of the pull request."""

from __future__ import annotations

from collections.abc import Iterator

from migralint.findings.finding import Finding
from migralint.findings.severity import Severity
from migralint.reporting.findings.request import Request
from migralint.reporting.findings.summary import counted, summary_line
from migralint.reporting.segments import obeyed_by_nobody, visible

_COMMANDS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "notice"}


MOST = 9
"""Annotations of a kind that are given; GitHub shows ten of a step and drops the rest without a word
(https://docs.github.com/en/rest/checks/runs)."""


def github_lines(request: Request) -> Iterator[str]:
    """Yield the worst findings that count as commands, the others as plain lines of the log, and the summary.

    Where there are more than `MOST` of a severity, the last command of it says so. Paths are relative to the project.
    """
    counting = [finding for finding in request.report.findings if finding.suppressed is None]
    for severity in sorted(_COMMANDS, reverse=True):
        findings = [finding for finding in counting if finding.severity is severity]
        for finding in findings[:MOST]:
            yield _command(request, finding)
        if more := findings[MOST:]:
            noun = severity.word if severity is not Severity.INFO else "notice"
            text = f"{counted(len(more), f'more {noun}')}, of which GitHub shows no annotation; the log has all"
            yield f"::{_COMMANDS[severity]} title=migralint::{text}"
            yield from (_plain(request, finding) for finding in more)
    yield summary_line(request.report)


def _plain(request: Request, finding: Finding) -> str:
    """A line that the runner takes for no command, whatever it holds."""
    at = finding.problem.location
    path = request.document_path(finding, at)
    place = f"{path}:{at.line}: " if at is not None else ""
    return obeyed_by_nobody(visible(f"{place}{finding.severity.word} {finding.code} {finding.problem.message}"))


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

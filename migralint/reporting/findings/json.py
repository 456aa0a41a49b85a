"""The report as JSON; `migralint/json_schemas/check.schema.json` describes it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from migralint import __version__
from migralint.findings.finding import Finding
from migralint.findings.severity import Severity
from migralint.reporting.findings.request import Request
from migralint.reporting.findings.statistics import rule_counts
from migralint.reporting.json_text import json_lines_of
from migralint.source.paths import relative

VERSION = 1


def json_lines(request: Request) -> Iterator[str]:
    """Yield the document line by line."""
    yield from json_lines_of(report_document(request))


def report_document(request: Request) -> dict[str, Any]:
    """Return the document; keys and their meaning are part of the contract, added keys do not change the version."""
    report = request.report
    document = {
        "version": VERSION,
        "tool_version": __version__,
        "histories": [
            {
                "script_directory": printable(relative(history.script_directory, history.root or request.folder)),
                "revisions": history.revisions,
                "heads": [printable(head) for head in history.heads],
                "bases": [printable(base) for base in history.bases],
                "dialects": list(history.dialects),
                "unread": history.unread,
            }
            for history in report.histories
        ],
        "findings": [finding_document(request, finding) for finding in report.findings],
        "summary": {
            **{severity.word: report.count(severity) for severity in sorted(Severity, reverse=True)},
            "suppressed": report.suppressed,
        },
        "baseline": _baseline(request),
    }
    if request.statistics:
        document["statistics"] = [
            {
                "code": each.code,
                "name": each.name,
                "severity": each.severity.word,
                "count": each.count,
                "suppressed": each.suppressed,
            }
            for each in rule_counts(report)
        ]
    return document


def _baseline(request: Request) -> dict[str, Any] | None:
    report = request.report
    if report.baseline is None:
        return None
    root = report.histories[0].root if report.histories else request.folder
    return {
        "path": printable(relative(report.baseline, root)),
        "accepted": sum(finding.suppressed == "baseline" for finding in report.findings),
        "gone": [
            {
                "code": each.code,
                "path": printable(relative(each.path, root)) if each.path is not None else None,
                "message": printable(each.message),
                "count": each.count,
            }
            for each in report.gone
        ],
    }


def finding_document(request: Request, finding: Finding) -> dict[str, Any]:
    """Return one finding; also for documents of other commands that contain findings."""
    problem = finding.problem
    at = problem.location
    return {
        "code": finding.code,
        "name": finding.name,
        "severity": finding.severity.word,
        "message": printable(problem.message),
        "history": finding.history,
        "path": _path(request, finding),
        "line": at.line if at is not None else None,
        "column": at.column if at is not None else None,
        "end_line": at.end_line if at is not None else None,
        "end_column": at.end_column if at is not None else None,
        "revisions": [printable(revision) for revision in problem.revisions],
        "related": [
            {
                "path": printable(request.document_path(finding, related.location) or ""),
                "line": related.location.line,
                "message": printable(related.message),
            }
            for related in problem.related
        ],
        "help": printable(problem.help),
        "fixable": problem.fix is not None,
        "suppressed": finding.suppressed,
        "reason": printable(finding.reason),
    }


def _path(request: Request, finding: Finding) -> str | None:
    path = request.document_path(finding, finding.problem.location)
    return None if path is None else printable(path)


def printable(text: str) -> str:
    """The text without lone surrogates (undecodable file names), which UTF-8 cannot encode."""
    return text.encode("utf-8", "backslashreplace").decode("utf-8")

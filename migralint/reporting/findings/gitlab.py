"""The report as GitLab's Code Quality artifact."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from migralint.findings.finding import Finding
from migralint.findings.severity import Severity
from migralint.reporting.findings.fingerprints import fingerprints
from migralint.reporting.findings.request import Request
from migralint.reporting.json_text import json_lines_of
from migralint.reporting.segments import visible

_SEVERITIES = {Severity.ERROR: "major", Severity.WARNING: "minor", Severity.INFO: "info"}


def gitlab_lines(request: Request) -> Iterator[str]:
    """Yield the artifact line by line: the findings that count. A finding without a file gets the path of the
    directory."""
    entries = [
        _entry(request, finding, key)
        for finding, key in zip(request.report.findings, fingerprints(request), strict=True)
        if finding.suppressed is None
    ]
    yield from json_lines_of(entries)


def _entry(request: Request, finding: Finding, key: str) -> dict[str, Any]:
    at = finding.problem.location
    path = request.hosted_path(finding, at.path if at is not None else request.directory(finding))
    lines = {"begin": at.line if at is not None else 1}
    if at is not None and at.end_line is not None:
        lines["end"] = at.end_line
    return {
        "description": visible(f"{finding.code} {finding.name}: {finding.problem.message}"),
        "check_name": finding.name,
        "fingerprint": key,
        "severity": _SEVERITIES[finding.severity],
        "location": {"path": path, "lines": lines},
    }

"""The stable identity of each finding of a report, unique within it."""

from __future__ import annotations

from collections import Counter

from migralint.linting.fingerprint import fingerprint
from migralint.reporting.findings.request import Request


def fingerprints(request: Request) -> list[str]:
    """Return one fingerprint per finding, in order; for findings on equal lines the second ends with `:2`, and so
    on."""
    seen: Counter[str] = Counter()
    unique = []
    for finding in request.report.findings:
        at = finding.problem.location
        key = fingerprint(finding, request.hosted_path(finding, at.path) if at is not None else "", request.sources)
        seen[key] += 1
        unique.append(f"{key}:{seen[key]}")
    return unique

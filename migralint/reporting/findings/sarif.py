"""The report as SARIF 2.1.0 (OASIS), for code scanning; `sarif_rules` describes the rules."""

from __future__ import annotations

import gzip
from base64 import b64encode
from collections.abc import Iterator, Sequence
from typing import Any
from urllib.parse import quote

from migralint import __version__
from migralint.findings.finding import Finding
from migralint.findings.problem import Fix, Related
from migralint.reporting.counted import counted
from migralint.reporting.findings.fingerprints import fingerprints
from migralint.reporting.findings.request import Request
from migralint.reporting.findings.sarif_rules import LEVELS, rule_descriptor
from migralint.reporting.json_text import json_lines_of
from migralint.source.location import Location

MOST_RESULTS = 25_000
"""GitHub rejects an upload with more results in one run; it shows 5,000 of them."""
MOST_BYTES = 10_000_000
"""GitHub rejects an upload that is larger than 10 MB after compression with gzip."""
SHOWN_RESULTS = 5_000
_MOST_LOCATIONS = 100
"""GitHub shows at most this number of locations per result, and rejects more than 1,000."""
_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_SUPPRESSIONS = {"inline": "inSource", "baseline": "external"}
_ROOT = "%SRCROOT%"


def sarif_lines(request: Request) -> Iterator[str]:
    """Yield the log line by line: one run, with all findings and their rules.

    If the log would be too large for GitHub, the least severe findings are left out, and a notification tells it.
    """
    most = MOST_RESULTS
    lines = json_lines_of(sarif_document(request))
    while (size := _compressed(lines)) > MOST_BYTES and most:
        results = min(most, len(request.report.findings))
        most = int(results * MOST_BYTES / size * 0.9)
        lines = json_lines_of(sarif_document(request, most=most))
    yield from lines


def _compressed(lines: Sequence[str]) -> int:
    """The size after gzip in bytes; small data is not compressed, its own size is returned."""
    size = sum(len(line) + 1 for line in lines)
    if size * 4 <= MOST_BYTES:
        return size
    return len(gzip.compress("\n".join(lines).encode("utf-8", "backslashreplace"), 6))


def sarif_document(request: Request, *, most: int = MOST_RESULTS) -> dict[str, Any]:
    """Return the log with at most `most` results. Columns are Unicode code points; paths are relative URIs.

    Results are in the order of the report; if GitHub would not show them all, the worst come first.
    """
    pairs = list(zip(request.report.findings, fingerprints(request), strict=True))
    if len(pairs) > min(most, SHOWN_RESULTS):
        pairs.sort(key=lambda pair: (pair[0].suppressed is not None, -pair[0].severity))
    omitted, pairs = len(pairs) - len(pairs[:most]), pairs[:most]
    codes = {code: index for index, code in enumerate(sorted({finding.code for finding, _ in pairs}))}
    invocation: dict[str, Any] = {"executionSuccessful": True}
    if notifications := [*_notifications(request, len(pairs), omitted)]:
        invocation["toolExecutionNotifications"] = notifications
    driver = {
        "name": "migralint",
        "version": __version__,
        "semanticVersion": __version__,
        "rules": [rule_descriptor(code, request.rules.get(code)) for code in codes],
    }
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": {
            _ROOT: {
                "description": {"text": "The folder of the repository, or of the project if there is no repository."}
            }
        },
        "invocations": [invocation],
        "results": [_result(request, finding, codes[finding.code], key) for finding, key in pairs],
    }
    return {"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}


def _notifications(request: Request, results: int, omitted: int) -> Iterator[dict[str, Any]]:
    if omitted:
        text = (
            f"{counted(omitted, 'finding')} omitted, the least severe ones, because GitHub rejects larger uploads; "
            "`migralint check` lists all of them"
        )
        yield {"level": "warning", "message": {"text": text}}
    elif results > SHOWN_RESULTS:
        text = f"GitHub shows only the {SHOWN_RESULTS:,} most severe of these {results:,} results"
        yield {"level": "warning", "message": {"text": text}}
    missing = sum(each.count for each in request.report.gone)
    if missing:
        text = f"{counted(missing, 'finding')} of the baseline no longer found: `migralint check --write-baseline`"
        yield {"level": "note", "message": {"text": text}}


def _result(request: Request, finding: Finding, index: int, key: str) -> dict[str, Any]:
    problem = finding.problem
    help_text = f"\n{problem.help}" if problem.help else ""
    result: dict[str, Any] = {
        "ruleId": finding.code,
        "ruleIndex": index,
        "level": LEVELS[finding.severity],
        "message": {"text": f"{problem.message}{help_text}"},
        "locations": [_location(request, finding, problem.location)],
        # The first name is the one that GitHub's code scanning compares.
        "partialFingerprints": {"primaryLocationLineHash": key, "migralint/v1": key},
    }
    if problem.related:
        result["relatedLocations"] = [*_related(request, finding, problem.related[:_MOST_LOCATIONS])]
        if len(problem.related) > _MOST_LOCATIONS:
            result["properties"] = {"relatedLocationsLeftOut": len(problem.related) - _MOST_LOCATIONS}
    if problem.fix is not None:
        result["fixes"] = [_fix(request, finding, problem.fix)]
    if finding.suppressed is not None:
        suppression = {"kind": _SUPPRESSIONS[finding.suppressed], "status": "accepted"}
        result["suppressions"] = [suppression | ({"justification": finding.reason} if finding.reason else {})]
    return result


def _related(request: Request, finding: Finding, related: Sequence[Related]) -> Iterator[dict[str, Any]]:
    for number, each in enumerate(related, 1):
        yield {"id": number, "message": {"text": each.message}, **_location(request, finding, each.location)}


def _location(request: Request, finding: Finding, at: Location | None) -> dict[str, Any]:
    if at is None:
        directory = request.directory(finding)
        return {"physicalLocation": {"artifactLocation": _artifact(request.hosted_path(finding, directory))}}
    region = {"startLine": at.line, "startColumn": at.column}
    if at.end_line is not None and at.end_column is not None:
        region |= {"endLine": at.end_line, "endColumn": at.end_column}
    artifact = _artifact(request.hosted_path(finding, at.path))
    return {"physicalLocation": {"artifactLocation": artifact, "region": region}}


def _artifact(path: str) -> dict[str, Any]:
    return {"uri": quote(path.encode("utf-8", "surrogateescape")), "uriBaseId": _ROOT}


def _fix(request: Request, finding: Finding, fix: Fix) -> dict[str, Any]:
    replacements = [
        {
            "deletedRegion": {"byteOffset": edit.span.start, "byteLength": edit.span.end - edit.span.start},
            "insertedContent": _content(edit.replacement),
        }
        for edit in fix.edits
    ]
    change = {"artifactLocation": _artifact(request.hosted_path(finding, fix.path)), "replacements": replacements}
    return {"description": {"text": "Fix it (migralint check --fix)."}, "artifactChanges": [change]}


def _content(data: bytes) -> dict[str, str]:
    try:
        return {"text": data.decode()}
    except UnicodeDecodeError:  # of a file in another encoding
        return {"binary": b64encode(data).decode()}

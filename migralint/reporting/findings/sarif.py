"""The report as SARIF 2.1.0 (OASIS), for code scanning."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

from migralint import __version__
from migralint.findings.finding import Finding
from migralint.findings.problem import Fix
from migralint.findings.rule import Rule
from migralint.findings.severity import Severity
from migralint.reporting.findings.fingerprints import fingerprints
from migralint.reporting.findings.request import Request
from migralint.source.location import Location
from migralint.source.paths import relative

_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "note"}
_SUPPRESSIONS = {"inline": "inSource", "baseline": "external"}
_ROOT = "%SRCROOT%"


def sarif_lines(request: Request) -> Iterator[str]:
    """Yield the log line by line: one run, with the rules that found something and every finding."""
    yield from json.dumps(sarif_document(request), indent=2).split("\n")


def sarif_document(request: Request) -> dict[str, Any]:
    """Return the log. Columns are Unicode code points; paths are URIs relative to the project."""
    codes = list(dict.fromkeys(finding.code for finding in request.report.findings))
    codes.sort()
    results = [
        _result(request, finding, codes.index(finding.code), key)
        for finding, key in zip(request.report.findings, fingerprints(request), strict=True)
    ]
    driver = {
        "name": "migralint",
        "version": __version__,
        "semanticVersion": __version__,
        "rules": [_rule(code, request.rules.get(code)) for code in codes],
    }
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": {_ROOT: {"description": {"text": "The project's folder."}}},
        "invocations": [{"executionSuccessful": True}],
        "results": results,
    }
    return {"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}


def _rule(code: str, rule: Rule | None) -> dict[str, Any]:
    if rule is None:
        return {"id": code}
    page = rule.documentation
    markdown = "\n\n".join(
        f"**{heading}**\n\n{text}"
        for heading, text in (("Why", page.why), ("Example", page.example), ("Instead", page.instead))
    )
    return {
        "id": code,
        "name": rule.name,
        "shortDescription": {"text": page.summary},
        "fullDescription": {"text": " ".join(page.why.split())},
        "help": {"text": " ".join(page.why.split()), "markdown": markdown},
        "defaultConfiguration": {"level": _LEVELS[rule.severity], "enabled": rule.default},
    }


def _result(request: Request, finding: Finding, index: int, key: str) -> dict[str, Any]:
    problem = finding.problem
    root = request.root(finding)
    help_text = f"\n{problem.help}" if problem.help else ""
    result: dict[str, Any] = {
        "ruleId": finding.code,
        "ruleIndex": index,
        "level": _LEVELS[finding.severity],
        "message": {"text": f"{problem.message}{help_text}"},
        "locations": [_location(problem.location, root, _folder(request, finding))],
        # The first name is the one that GitHub's code scanning compares.
        "partialFingerprints": {"primaryLocationLineHash": key, "migralint/v1": key},
    }
    if problem.related:
        result["relatedLocations"] = [
            {"id": number, "message": {"text": related.message}, **_location(related.location, root, root)}
            for number, related in enumerate(problem.related, 1)
        ]
    if problem.fix is not None:
        result["fixes"] = [_fix(problem.fix, root)]
    if finding.suppressed is not None:
        result["suppressions"] = [{"kind": _SUPPRESSIONS[finding.suppressed], "status": "accepted"}]
    return result


def _folder(request: Request, finding: Finding) -> str:
    """What a finding without a place is about."""
    if finding.history is None or not request.report.histories:
        return request.folder
    return request.report.histories[finding.history].script_directory


def _location(at: Location | None, root: str, instead: str) -> dict[str, Any]:
    if at is None:
        return {"physicalLocation": {"artifactLocation": _artifact(instead, root)}}
    region = {"startLine": at.line, "startColumn": at.column}
    if at.end_line is not None and at.end_column is not None:
        region |= {"endLine": at.end_line, "endColumn": at.end_column}
    return {"physicalLocation": {"artifactLocation": _artifact(at.path, root), "region": region}}


def _artifact(path: str, root: str) -> dict[str, Any]:
    uri = quote(relative(path, root).encode("utf-8", "surrogateescape"))
    return {"uri": uri, "uriBaseId": _ROOT}


def _fix(fix: Fix, root: str) -> dict[str, Any]:
    replacements = [
        {
            "deletedRegion": {"byteOffset": edit.span.start, "byteLength": edit.span.end - edit.span.start},
            "insertedContent": {"text": edit.replacement.decode("utf-8", "replace")},
        }
        for edit in fix.edits
    ]
    change = {"artifactLocation": _artifact(fix.path, root), "replacements": replacements}
    return {"description": {"text": "Mend it (migralint check --fix)."}, "artifactChanges": [change]}

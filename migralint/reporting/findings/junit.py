"""The report as JUnit XML: a test case per finding, grouped by file, for other CI servers."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from xml.sax.saxutils import escape, quoteattr

from migralint.findings.finding import Finding
from migralint.findings.severity import Severity
from migralint.reporting.findings.request import Request
from migralint.reporting.findings.summary import summary_line
from migralint.reporting.segments import obeyed_by_nobody, shown_lines, visible

_NAME = "migralint"


def junit_lines(request: Request) -> Iterator[str]:
    """Yield the document line by line.

    Errors and warnings are failures, infos pass with their text as output, suppressed findings are skipped; a report
    without findings is one passing case, because a suite without cases seems not to have run.
    """
    findings = request.report.findings
    failures = sum(_is_failure(finding) for finding in findings)
    yield '<?xml version="1.0" encoding="utf-8"?>'
    yield f'<testsuites name="{_NAME}" tests="{max(len(findings), 1)}" failures="{failures}" errors="0">'
    if not findings:
        yield f'  <testsuite name="{_NAME}" tests="1" failures="0" errors="0" skipped="0">'
        yield f"    <testcase classname={quoteattr(_NAME)} name={quoteattr(summary_line(request.report))}/>"
        yield "  </testsuite>"
    for path, group in groupby(findings, key=lambda finding: _path(request, finding)):
        yield from _suite(path, list(group))
    yield "</testsuites>"


def _path(request: Request, finding: Finding) -> str | None:
    at = finding.problem.location
    return request.hosted_path(finding, at.path) if at is not None else None


def _suite(path: str | None, findings: list[Finding]) -> Iterator[str]:
    failures = sum(map(_is_failure, findings))
    skipped = sum(finding.suppressed is not None for finding in findings)
    name = f"name={_attribute(path or _NAME)}"
    file = f" file={_attribute(path)}" if path is not None else ""
    counts = f'tests="{len(findings)}" failures="{failures}" errors="0" skipped="{skipped}"'
    yield f"  <testsuite {name} {counts}{file}>"
    for finding in findings:
        yield from _case(path, finding)
    yield "  </testsuite>"


def _is_failure(finding: Finding) -> bool:
    return finding.suppressed is None and finding.severity > Severity.INFO


def _case(path: str | None, finding: Finding) -> Iterator[str]:
    problem, at = finding.problem, finding.problem.location
    place = f"{path}:{at.line}:{at.column}" if at is not None else "the directory"
    attributes = f"classname={_attribute(path or _NAME)} name={_attribute(f'{finding.code} {finding.name} at {place}')}"
    text = "\n".join(filter(None, (f"{place}: {finding.severity.word}: {problem.message}", problem.help)))
    yield f"    <testcase {attributes}>"
    if finding.suppressed is not None:
        how = f"{finding.suppressed}: {finding.reason}" if finding.reason else finding.suppressed
        yield f"      <skipped message={_attribute(f'accepted ({how}): {problem.message}')}/>"
    elif finding.severity is Severity.INFO:
        yield f"      <system-out>{_text(text)}</system-out>"
    else:
        yield (
            f'      <failure type="{finding.severity.word}" message={_attribute(problem.message)}>'
            f"{_text(text)}</failure>"
        )
    yield "    </testcase>"


def _text(text: str) -> str:
    return escape(shown_lines(text))


def _attribute(text: str) -> str:
    """Escape control characters: XML cannot represent most of them."""
    return quoteattr(obeyed_by_nobody(visible(text)))

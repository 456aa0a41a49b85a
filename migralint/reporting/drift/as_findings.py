"""The result of `drift` as findings, for SARIF."""

from __future__ import annotations

from collections.abc import Iterator

from migralint.database.drift.result import Drift, Group
from migralint.findings.finding import Finding
from migralint.findings.problem import Problem
from migralint.findings.report import HistorySummary, Report
from migralint.findings.severity import Severity
from migralint.reporting.drift.wording import databases_words
from migralint.rules.drift.wording import of_live
from migralint.rules.drift_catalog import DRIFT, VERIFICATION_FAILED
from migralint.schema.compare import Difference


def drift_report(drift: Drift, history: HistorySummary) -> Report:
    """Return differences, and databases that could not be judged, as findings; accepted differences are suppressed.

    A note is an info, unless notes count as drift. In the order of the comparison.
    """
    findings = [finding for group in drift.groups for finding in _group(group, strict=drift.strict)]
    for one in drift.not_judged:
        who = databases_words(one.entry, one.databases)
        problem = Problem(f"{who}: {one.why}", help=one.help or "see `migralint drift`")
        rule = VERIFICATION_FAILED
        findings.append(Finding(rule.code, rule.name, rule.severity, problem))
    return Report((history,), tuple(findings))


def _group(group: Group, *, strict: bool) -> Iterator[Finding]:
    for difference in group.differences:
        yield _finding(group, difference, strict=strict)
    for difference, _ in group.accepted:
        finding = _finding(group, difference, strict=strict)
        yield Finding(finding.code, finding.name, finding.severity, finding.problem, 0, "baseline")


def _finding(group: Group, difference: Difference, *, strict: bool) -> Finding:
    rule = next(one for one in DRIFT if one.code == difference.code)
    severity = max(rule.severity, Severity.WARNING)
    if difference.note and not strict:
        severity = Severity.INFO
    problem = of_live(difference, databases_words(group.entry, group.databases))
    return Finding(rule.code, rule.name, severity, problem)

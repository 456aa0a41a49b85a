"""A verification as findings, so that every format of `check` can write it."""

from __future__ import annotations

from collections.abc import Iterator

from migralint.database.result import TargetResult, Verification
from migralint.findings.finding import Finding
from migralint.findings.problem import Problem
from migralint.findings.report import HistorySummary, Report
from migralint.findings.rule import Rule
from migralint.findings.severity import Severity
from migralint.rules.drift.wording import MODELS_AND_MIGRATIONS, of_chains
from migralint.rules.drift_catalog import DRIFT, UNUSED_ALLOW_ENTRY, VERIFICATION_FAILED
from migralint.schema.compare import Difference


def verification_report(verification: Verification, history: HistorySummary, *, strict: bool = False) -> Report:
    """Return the differences, failures and unused allow entries as findings; accepted differences are suppressed.

    A note is an info, with `strict` at least a warning. Findings without a place come first, ordered by code.
    """
    findings = [
        *(_finding(UNUSED_ALLOW_ENTRY, problem) for problem in UNUSED_ALLOW_ENTRY.check(verification.unused_allow)),
        *(finding for target in verification.targets for finding in _target(target, strict, verification.sides)),
    ]
    findings.sort(key=_order)
    return Report((history,), tuple(findings))


def _target(target: TargetResult, strict: bool, sides: tuple[str, str]) -> Iterator[Finding]:
    if target.failure is not None:
        for problem in VERIFICATION_FAILED.check([target.failure]):
            yield _finding(VERIFICATION_FAILED, problem)
    for rule in DRIFT:
        for difference in target.differences:
            for problem in rule.check([difference]):
                if sides != MODELS_AND_MIGRATIONS:
                    problem = of_chains(difference, sides)
                yield _finding(rule, problem, _severity(rule, difference, strict))
        for difference, entry in target.accepted:
            for problem in rule.check([difference]):
                finding = _finding(rule, problem, _severity(rule, difference, strict))
                yield Finding(finding.code, finding.name, finding.severity, problem, 0, "baseline", entry.reason)


def _finding(rule: Rule, problem: Problem, severity: Severity | None = None) -> Finding:
    return Finding(rule.code, rule.name, severity or rule.severity, problem)


def _severity(rule: Rule, difference: Difference, strict: bool) -> Severity:
    if strict:
        return max(rule.severity, Severity.WARNING)
    return Severity.INFO if difference.note else max(rule.severity, Severity.WARNING)


def _order(finding: Finding) -> tuple[str, int, int, str]:
    at = finding.problem.location
    return ("", 0, 0, finding.code) if at is None else (at.path, at.line, at.column, finding.code)

"""How often each rule found something."""

from __future__ import annotations

from collections import Counter

from msgspec import Struct

from migralint.findings.report import Report
from migralint.findings.severity import Severity


class RuleCount(Struct, frozen=True):
    """One rule at one severity: a rule may have another severity in merged files."""

    code: str
    name: str
    severity: Severity
    count: int
    """The number of findings that count."""
    suppressed: int


def rule_counts(report: Report) -> list[RuleCount]:
    """Return the counts, the largest first, then by code."""
    counts: Counter[tuple[str, str, Severity, bool]] = Counter(
        (finding.code, finding.name, finding.severity, finding.suppressed is not None) for finding in report.findings
    )
    kinds = dict.fromkeys(kind[:3] for kind in counts)
    result = [RuleCount(*kind, counts[*kind, False], counts[*kind, True]) for kind in kinds]
    return sorted(result, key=lambda each: (-each.count, each.code, -each.severity))

"""A report with one of everything, about files that are not on disk."""

from __future__ import annotations

import pytest

from migralint.findings.finding import Finding
from migralint.findings.problem import Fix, Problem, Related
from migralint.findings.report import HistorySummary, Report
from migralint.findings.severity import Severity
from migralint.reporting.findings.request import Request
from migralint.rules.catalog import CATALOG
from migralint.source.edits import Edit
from migralint.source.location import Location, Span

ROOT = "/srv/shop"
FIRST, SECOND = f"{ROOT}/migrations/versions/a1.py", f"{ROOT}/migrations/versions/b2 <&>.py"
LINES = {
    (FIRST, 4): 'down_revision = "00" \x1b[31m# not red',
    (SECOND, 12): "\trevision = ('日本', 'x')  # [bold]plain[/bold]",
}


class Lines:
    """The source lines of the report's files."""

    def line(self, path: str, number: int) -> str:
        return LINES.get((path, number), "")


@pytest.fixture
def request_of_everything() -> Request:
    findings = (
        Finding("ML211", "stale-bytecode", Severity.WARNING, Problem("about no file, 100% of it"), history=0),
        Finding(
            "ML102",
            "missing-parent",
            Severity.ERROR,
            Problem(
                'down_revision of a1 (\x1b]0;evil\x07 [red]add[/red]\nusers) names "00", which no file has',
                location=Location(FIRST, 4, 17, 4, 21),
                revisions=("a1",),
                related=(Related(Location(SECOND, 12, 2), "b2 has a similar id"),),
                help='did you mean "b2"?',
            ),
        ),
        Finding(
            "ML205",
            "revises-mismatch",
            Severity.WARNING,
            Problem(
                "says: one, two",
                location=Location(FIRST, 4),
                fix=Fix(FIRST, (Edit(Span(40, 42), b"a1"),)),
                help="write `Revises:`",
            ),
        ),
        Finding(
            "ML207",
            "bad-revision-id",
            Severity.INFO,
            Problem("the id is wide", location=Location(SECOND, 12, 14, 12, 18), revisions=("日本",)),
        ),
        Finding(
            "ML207",
            "bad-revision-id",
            Severity.ERROR,
            Problem("accepted by a comment", location=Location(SECOND, 12, 2)),
            suppressed="inline",
        ),
        Finding(
            "ML209",
            "empty-upgrade",
            Severity.INFO,
            Problem("accepted by the baseline", location=Location(SECOND, 14)),
            suppressed="baseline",
        ),
    )
    history = HistorySummary(f"{ROOT}/migrations", 344, ("b2",), ("a1",), unread=1, root=ROOT)
    return Request(
        Report((history,), findings), sources=Lines(), folder=ROOT, rules={rule.code: rule for rule in CATALOG}
    )

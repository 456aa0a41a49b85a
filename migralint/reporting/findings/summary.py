"""The last line: what was read, and the result."""

from __future__ import annotations

from migralint.findings.report import Report
from migralint.findings.severity import Severity
from migralint.reporting.counted import counted as counted


def read_line(report: Report) -> str:
    """Return the amount that was read: `344 revisions, 1 head, 1 base`."""
    histories = report.histories
    parts = [
        counted(sum(history.revisions for history in histories), "revision"),
        counted(sum(len(history.heads) for history in histories), "head"),
        counted(sum(len(history.bases) for history in histories), "base"),
    ]
    if len(histories) > 1:
        parts.insert(0, counted(len(histories), "history"))
    unread = sum(history.unread for history in histories)
    if unread:
        parts.append(f"{counted(unread, 'file')} unread")
    return ", ".join(parts)


def result_line(report: Report) -> str:
    """Return the result: `2 errors, 14 warnings`, or that there is nothing to report."""
    parts = [
        counted(report.count(severity), severity.word)
        for severity in sorted(Severity, reverse=True)
        if report.count(severity)
    ]
    text = ", ".join(parts) or "nothing to report"
    missing = sum(each.count for each in report.gone)
    beside = [
        f"{report.suppressed:,} suppressed" if report.suppressed else "",
        f"{missing:,} of the baseline no longer found" if missing else "",
    ]
    return f"{text} ({', '.join(filter(None, beside))})" if any(beside) else text


def summary_line(report: Report) -> str:
    """Return the amount and the result in one line."""
    return f"{read_line(report)}: {result_line(report)}"

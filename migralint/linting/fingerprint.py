"""What identifies a finding after lines have moved."""

from __future__ import annotations

import hashlib
from typing import Protocol

from migralint.findings.finding import Finding

_MOST_LINES = 200


class LineReader(Protocol):
    """Returns lines of source."""

    def line(self, path: str, number: int) -> str:
        """Return line `number`, from 1, of the file at the absolute path; empty if there is none."""


def fingerprint(finding: Finding, relative_path: str, sources: LineReader) -> str:
    """Return 32 hexadecimal digits from the rule, its revisions, the file and the text of the lines without blanks.

    The revisions are part of it because, for example, a third head may be reported on the same line as the second one.
    `relative_path` uses `/` and is empty for a finding without a file; then the message replaces the text. Lines with
    the same text in one file have the same fingerprint, so a comparison must count the findings.
    """
    content = _text(finding, sources) if relative_path else finding.problem.message
    revisions = sorted({*finding.problem.revisions})
    text = "\0".join((finding.code, relative_path, content or finding.problem.message, *revisions))
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:32]


def _text(finding: Finding, sources: LineReader) -> str:
    """Return the text of all lines of the finding: the first line alone is often the same for several calls."""
    at = finding.problem.location
    if at is None:
        return ""
    last = min(at.end_line or at.line, at.line + _MOST_LINES - 1)
    return "".join("".join(sources.line(at.path, number).split()) for number in range(at.line, last + 1))

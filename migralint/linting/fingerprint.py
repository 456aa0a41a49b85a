"""What makes a finding the same finding after lines have moved."""

from __future__ import annotations

import hashlib

from migralint.findings.finding import Finding


def fingerprint(finding: Finding, relative_path: str, line: str) -> str:
    """Return 32 hexadecimal digits from the rule, the file and the line's text without its white space.

    `relative_path` has `/` and is empty for a finding without a file; then the message takes the line's place. Two
    equal lines of one file have the same fingerprint: whoever compares must count.
    """
    content = "".join(line.split()) if relative_path else finding.problem.message
    text = "\0".join((finding.code, relative_path, content or finding.problem.message))
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:32]

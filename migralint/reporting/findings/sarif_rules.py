"""A rule as SARIF describes it: what code scanning shows beside a finding."""

from __future__ import annotations

from typing import Any

from migralint.findings.rule import Rule
from migralint.findings.severity import Severity

LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "note"}
_PROBLEM_SEVERITIES = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "recommendation"}
"""GitHub's names of severities for results that are not about security."""
_FAMILIES = {
    "0": "migralint",
    "1": "graph",
    "2": "revision-file",
    "3": "operation",
    "4": "environment",
    "5": "drift",
    "6": "prune",
}
_LONGEST = 1_000
"""The maximum number of characters in a description; GitHub cuts it at 1,024."""


def rule_descriptor(code: str, rule: Rule | None) -> dict[str, Any]:
    """Return the descriptor, with the whole page as help, in text and in Markdown; without a rule only the code."""
    if rule is None:
        return {"id": code}
    page = rule.documentation
    sections = [("Why", page.why), ("Example", page.example), ("Instead", page.instead), ("Note", page.note)]
    why = " ".join(page.why.split())
    return {
        "id": code,
        "name": rule.name,
        "shortDescription": {"text": _cut(page.summary)},
        "fullDescription": {"text": _cut(why)},
        "help": {
            "text": "\n\n".join(f"{heading}:\n\n{text}" for heading, text in sections if text),
            "markdown": "\n\n".join(f"**{heading}**\n\n{text}" for heading, text in sections if text),
        },
        "defaultConfiguration": {"level": LEVELS[rule.severity], "enabled": rule.default},
        "properties": {
            "problem.severity": _PROBLEM_SEVERITIES[rule.severity],
            "tags": ["alembic", "migrations", *([family] if (family := _FAMILIES.get(code[2:3])) else [])],
        },
    }


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1]}…"

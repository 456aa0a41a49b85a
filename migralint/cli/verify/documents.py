"""Writes a verification in each of its formats."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from migralint.database.result import Verification
from migralint.loading.script_directory import ScriptDirectory

if TYPE_CHECKING:
    from migralint.reporting.findings.request import Request

# Each format imports what it needs: findings and the history are slower to import than most verifications are to print.

FORMATS = ("text", "json", "concise", "sarif", "github", "gitlab", "junit")


def verification_document(
    verification: Verification, name: str, script: ScriptDirectory, *, strict: bool, verbose: bool, colour: bool
) -> str:
    """Return the document in the format `name`; `colour` and `verbose` only affect text."""
    if name == "json":
        from migralint.reporting.verify.json import verify_json_lines

        return _joined(verify_json_lines(verification, root=script.root))
    if name != "text":
        return _joined(_writer(name)(_request(verification, script, strict)))
    from migralint.reporting.segments import plain
    from migralint.reporting.verify.text import verify_lines

    lines = verify_lines(verification, folder=os.getcwd(), verbose=verbose)
    if not colour:
        return _joined(plain(lines))
    from migralint.reporting.paint import painted

    return painted(lines)


def setup_text(verification: Verification) -> str:
    """Return the settings that failures suggest, each preceded by its reason as a comment."""
    from migralint.reporting.segments import visible

    failures = [target.failure for target in verification.targets if target.failure is not None]
    if not failures:
        return "# verify needs no further settings\n"
    parts = [
        "".join(f"{visible(one)}\n" for one in (f"# {failure.explanation}", *failure.setup.split("\n")) if one)
        for failure in failures
    ]
    return "\n".join(dict.fromkeys(parts))


def _writer(name: str) -> Callable[[Request], Iterable[str]]:
    match name:
        case "concise":
            from migralint.reporting.findings.concise import concise_lines

            return concise_lines
        case "sarif":
            from migralint.reporting.findings.sarif import sarif_lines

            return sarif_lines
        case "github":
            from migralint.reporting.findings.github import github_lines

            return github_lines
        case "gitlab":
            from migralint.reporting.findings.gitlab import gitlab_lines

            return gitlab_lines
    from migralint.reporting.findings.junit import junit_lines

    return junit_lines


def _request(verification: Verification, script: ScriptDirectory, strict: bool) -> Request:
    """The verification as a report of `check`, for the formats of that command."""
    from migralint.findings.report import HistorySummary
    from migralint.linting.sources import Sources
    from migralint.loading.repository import repository_top
    from migralint.loading.revisions.directory import load_directory
    from migralint.reporting.findings.request import Request
    from migralint.reporting.verify.as_findings import verification_report
    from migralint.rules.drift_catalog import VERIFY

    history = load_directory(script).history
    summary = HistorySummary(script.path, len(history.revisions), history.heads(), history.bases(), 0, script.root)
    report = verification_report(verification, summary, strict=strict)
    rules = {rule.code: rule for rule in VERIFY}
    return Request(report, Sources(), os.getcwd(), rules, repository=repository_top(script.root))


def _joined(lines: Iterable[str]) -> str:
    return "".join(f"{line}\n" for line in lines)

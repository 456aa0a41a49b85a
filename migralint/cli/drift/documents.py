"""Writes the result of `drift` in each of its formats."""

from __future__ import annotations

import os
from collections.abc import Iterable

from migralint.commands.drift.drift import Drifted

# Each format imports what it needs.

FORMATS = ("text", "json", "sarif", "markdown")


def drift_document(drifted: Drifted, name: str, *, verbose: bool, colour: bool) -> str:
    """Return the document in the format `name`; `colour` and `verbose` only affect text."""
    if name == "json":
        from migralint.reporting.drift.json import drift_json_lines

        return _joined(drift_json_lines(drifted.drift))
    if name == "markdown":
        from migralint.reporting.drift.page import drift_page
        from migralint.reporting.page.markdown import markdown_lines

        return _joined(markdown_lines(drift_page(drifted.drift)))
    if name == "sarif":
        return _joined(_sarif(drifted))
    from migralint.reporting.drift.text import drift_lines
    from migralint.reporting.segments import plain

    lines = drift_lines(drifted.drift, verbose=verbose)
    if not colour:
        return _joined(plain(lines))
    from migralint.reporting.paint import painted

    return painted(lines)


def _sarif(drifted: Drifted) -> Iterable[str]:
    from migralint.findings.report import HistorySummary
    from migralint.linting.sources import Sources
    from migralint.loading.revisions.directory import load_directory
    from migralint.reporting.drift.as_findings import drift_report
    from migralint.reporting.findings.request import Request
    from migralint.reporting.findings.sarif import sarif_lines
    from migralint.rules.drift_catalog import VERIFY

    script = drifted.script
    history = load_directory(script).history
    summary = HistorySummary(script.path, len(history.revisions), history.heads(), history.bases(), 0, script.root)
    report = drift_report(drifted.drift, summary)
    return sarif_lines(Request(report, Sources(), os.getcwd(), {rule.code: rule for rule in VERIFY}))


def _joined(lines: Iterable[str]) -> str:
    return "".join(f"{line}\n" for line in lines)

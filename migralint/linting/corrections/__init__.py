"""Computes the fixes of findings whose rule describes a correction, and proves each of them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from msgspec.structs import replace

from migralint.findings.correction import Correction
from migralint.findings.finding import Finding
from migralint.findings.problem import Fix
from migralint.linting.corrections.edits import CorrectedFile
from migralint.linting.edit_proof import why_not
from migralint.linting.sources import Sources


def with_fixes(findings: Iterable[Finding], sources: Sources) -> Iterator[Finding]:
    """Yield the findings in their order, those whose correction is certain with their fix.

    A finding in a merged file gets no fix, nor does one whose call is not written in the form that the rule saw.
    """
    files: dict[str, tuple[bytes, CorrectedFile | None]] = {}
    for finding in findings:
        correction = finding.problem.correction
        if correction is None or finding.suppressed is not None or finding.merged:
            yield finding
            continue
        path = correction.call.path
        if path not in files:
            files[path] = _parsed(path, sources)
        fix = _proven(*files[path], correction)
        yield finding if fix is None else replace(finding, problem=replace(finding.problem, fix=fix))


def _parsed(path: str, sources: Sources) -> tuple[bytes, CorrectedFile | None]:
    data = sources.data(path) if path.endswith(".py") else b""
    try:
        return data, CorrectedFile(path, data)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return data, None


def _proven(data: bytes, file: CorrectedFile | None, correction: Correction) -> Fix | None:
    fix = file.fix(correction) if file is not None else None
    return fix if fix is not None and not why_not(fix.path, data, fix.edits, fix.meant) else None

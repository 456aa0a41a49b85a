"""The text report: findings by file, each with its source line, and a summary."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import TYPE_CHECKING

from migralint.findings.finding import Finding
from migralint.findings.severity import Severity
from migralint.reporting.counted import counted
from migralint.reporting.excerpt import excerpt
from migralint.reporting.findings.request import Request
from migralint.reporting.findings.statistics import rule_counts
from migralint.reporting.findings.summary import read_line, result_line
from migralint.reporting.segments import Line, line, visible
from migralint.source.paths import shortest

_FOLDED_FROM = 4
"""The number of findings about merged files from which they are folded, one line for each rule."""
_NAMED = 3
_MISSING_SHOWN = 10
if TYPE_CHECKING:
    from migralint.history.history import History

_HEADS = "ML101"
_COLUMNS = 100
"""The maximum width of a picture: a cached result must not depend on the terminal's width."""
_STYLES = {Severity.ERROR: "bold red", Severity.WARNING: "bold yellow", Severity.INFO: "bold cyan"}


def text_lines(request: Request) -> Iterator[Line]:
    """Yield the whole report; the last line always says how much was read. Suppressed findings are only counted."""
    shown = [finding for finding in request.report.findings if finding.suppressed is None]
    if request.statistics:
        yield from _statistics(request)
    else:
        folded = [] if request.verbose else _folded(shown)
        apart = set(map(id, folded))
        for path, group in groupby((each for each in shown if id(each) not in apart), key=_path):
            yield from _file(request, path, list(group))
        yield from _in_one_line(request, folded)
        yield from _missing(request)
    yield from _last_line(request)


def _folded(findings: list[Finding]) -> list[Finding]:
    """Findings about merged files, if there are many: they need no action one by one."""
    merged = [finding for finding in findings if finding.merged]
    return merged if len(merged) >= _FOLDED_FROM else []


def _in_one_line(request: Request, findings: list[Finding]) -> Iterator[Line]:
    if not findings:
        return
    yield line(("merged files", "bold underline"))
    kinds = sorted({(finding.code, finding.name, finding.severity) for finding in findings})
    for code, name, severity in kinds:
        ours = [finding for finding in findings if finding.code == code]
        names = [visible(os.path.basename(path)) for path in dict.fromkeys(map(_path, ours))]
        more = f" and {counted(len(names) - _NAMED, 'more file')}" if len(names) > _NAMED else ""
        yield line(
            "  ",
            (severity.word, _STYLES[severity]),
            " ",
            (f"{code} {name}", "bold"),
            f"  {counted(len(ours), 'time')}: {', '.join(names[:_NAMED])}{more}",
        )
    yield line(("  = ", "dim"), ("help ", "green"), "--verbose lists them, `migralint rules CODE` explains them")
    yield line("")


def _missing(request: Request) -> Iterator[Line]:
    """The entries of the baseline that match no finding."""
    missing = request.report.gone
    if not missing:
        return
    yield line(("the baseline contains findings that no longer exist", "bold underline"))
    for each in missing[:_MISSING_SHOWN]:
        place = f"{visible(shortest(each.path, request.folder))}: " if each.path is not None else ""
        times = f" {counted(each.count, 'time')}" if each.count > 1 else ""
        yield line("  ", (each.code, "bold"), f"{times}  {place}{visible(each.message)}")
    if len(missing) > _MISSING_SHOWN:
        yield line(f"  and {len(missing) - _MISSING_SHOWN:,} more")
    path = visible(shortest(request.report.baseline or "", request.folder))
    yield line(("  = ", "dim"), ("help ", "green"), f"`migralint check --write-baseline {path}` removes them")
    yield line("")


def _path(finding: Finding) -> str:
    at = finding.problem.location
    return at.path if at is not None else ""


def _file(request: Request, path: str, findings: list[Finding]) -> Iterator[Line]:
    name = visible(shortest(path, request.folder)) if path else "(the directory as a whole)"
    yield line((name, "bold underline"))
    gutter = max(
        (len(str(finding.problem.location.line)) for finding in findings if finding.problem.location), default=1
    )
    for finding in findings:
        yield from _finding(request, finding, gutter + 4)
    yield line("")


def _finding(request: Request, finding: Finding, gutter: int) -> Iterator[Line]:
    problem, style = finding.problem, _STYLES[finding.severity]
    at = problem.location
    place = f"{at.line}:{at.column}" if at is not None else ""
    yield line(
        f"  {place}  " if place else "  ",
        (finding.severity.word, style),
        " ",
        (f"{finding.code} {finding.name}", "bold"),
        f"  {visible(problem.message)}",
    )
    if at is not None:
        yield from excerpt(at, request.sources.line(at.path, at.line), style, gutter=gutter)
    indent = " " * gutter
    for related in problem.related:
        other = related.location
        where = f"{visible(shortest(other.path, request.folder))}:{other.line}"
        yield line((f"{indent} = ", "dim"), ("see ", "cyan"), f"{where}: {visible(related.message)}")
    if finding.code == _HEADS and finding.history is not None and request.histories:
        yield from _picture(request.histories[finding.history], problem.revisions, gutter)
    if problem.help:
        fixable = "" if problem.fix is None else " [fixable]"
        yield line((f"{indent} = ", "dim"), ("help ", "green"), visible(problem.help) + fixable)


def _picture(history: History, heads: Sequence[str], indent: int) -> Iterator[Line]:
    """A picture of the place where the heads diverge."""
    from migralint.drawing.row import lanes_of
    from migralint.drawing.text.heads import heads_part  # few reports have it
    from migralint.drawing.text.tree import Screen, row_lines

    rows = heads_part(history, heads)
    for segments in row_lines(rows, lanes_of(rows), Screen(_COLUMNS - indent - 3)):
        yield line((f"{' ' * indent} | ", "dim"), *segments)


def _statistics(request: Request) -> Iterator[Line]:
    counts = [each for each in rule_counts(request.report) if each.count]
    digits = max((len(str(each.count)) for each in counts), default=1)
    for each in counts:
        word = (each.severity.word.ljust(7), _STYLES[each.severity])
        yield line(f"{each.count:>{digits}}  ", word, f"  {each.code} {each.name}")
    if counts:
        yield line("")


def _last_line(request: Request) -> Iterator[Line]:
    report = request.report
    worst = max((finding.severity for finding in report.findings if finding.suppressed is None), default=None)
    style = _STYLES[worst] if worst is not None else "bold green"
    yield line(f"{read_line(report)}: ", (result_line(report), style))

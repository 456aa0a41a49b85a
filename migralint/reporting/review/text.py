"""A review for a terminal."""

from __future__ import annotations

from collections.abc import Iterator

from migralint.commands.review.result import Review, ReviewedRevision
from migralint.drawing.text.tree import Screen, row_lines
from migralint.findings.finding import Finding
from migralint.reporting.review.wording import (  # fmt: skip
    floor_line,
    heads_line,
    kind_line,
    place,
    reversible_line,
    runners_line,
    title,
)
from migralint.reporting.segments import Line, line, visible
from migralint.source.paths import shortest

_STYLES = {"error": "bold red", "warning": "bold yellow", "info": "bold cyan"}


def review_lines(review: Review, *, folder: str, screen: Screen, verbose: bool = False) -> Iterator[Line]:
    """Yield the report; paths are relative to `folder`. Verbose: with the SQL."""
    yield line((title(review), "bold underline"), f"  against {visible(review.ref)} ({review.commit[:12]})")
    for one in review.revisions:
        yield line("")
        yield from _revision(one, folder, verbose=verbose)
    for finding in review.other_findings:
        yield line("")
        yield from _finding(None, finding, folder, indent="")
    yield line("")
    yield line(("Heads", "bold"), f"      {visible(heads_line(review))}")
    if review.revisions:
        yield line(("Runs on", "bold"), f"    {visible(runners_line(review))}")
    moved = floor_line(review.floor)
    if moved:
        yield line(("Floor", "bold"), f"      {visible(moved)}")
    if review.no_sql and review.revisions:
        yield line(("SQL", "bold"), f"        none, {visible(review.no_sql)}")
    if review.revisions:
        yield line("")
        yield from (line(*segments) for segments in row_lines(review.picture.rows, review.picture.lanes, screen))


def _revision(one: ReviewedRevision, folder: str, *, verbose: bool) -> Iterator[Line]:
    yield line((visible(one.revision.id), "bold"), f"  {visible(one.revision.message)}")
    if one.revision.path is not None:
        yield line((f"  {visible(shortest(one.revision.path, folder))}", "dim"))
    yield line(f"  kind        {visible(kind_line(one))}")
    yield line(f"  reversible  {visible(reversible_line(one))}")
    for finding in one.findings:
        yield from _finding(one, finding, folder, indent="  ")
    for sql in one.sql:
        if sql.error:
            yield line(f"  {sql.dialect}: cannot be rendered offline: {visible(sql.error)}")
        if verbose:
            yield line(f"  SQL on {visible(sql.dialect)}:")
            for text in sql.sql.strip("\n").split("\n"):
                yield line(f"    {visible(text)}")


def _finding(one: ReviewedRevision | None, finding: Finding, folder: str, *, indent: str) -> Iterator[Line]:
    where = f"{where}: " if (where := place(one, finding, folder)) else ""
    word = finding.severity.word
    yield line(
        (f"{indent}{word:<10}", _STYLES.get(word, "")), f"  {finding.code} {visible(where)}{visible(finding.message)}"
    )

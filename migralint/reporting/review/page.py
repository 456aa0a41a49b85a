"""A review as the comment of a pull request: a short summary, folded details, never longer than GitHub allows."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from migralint.commands.review.result import Review, ReviewedRevision
from migralint.database.render import RenderedSql
from migralint.drawing.mermaid import mermaid_lines
from migralint.findings.finding import Finding
from migralint.reporting.counted import counted
from migralint.reporting.page.markdown import markdown_lines
from migralint.reporting.page.page import (  # fmt: skip
    BREAK,
    Block,
    Bullets,
    Code,
    Details,
    Heading,
    Inline,
    Listing,
    Page,
    Paragraph,
    Table,
    inline,
    marked,
)
from migralint.reporting.review.wording import (  # fmt: skip
    findings_line,
    floor_line,
    heads_line,
    kind_line,
    kinds_line,
    place,
    reversible_line,
    runners_line,
    title,
)
from migralint.rules.wording import listed
from migralint.source.paths import relative

LIMIT = 65_000
"""The maximum number of characters: GitHub rejects a comment of more than 65,536, and the poster may add a line."""
_LONGEST = 300
"""The maximum number of characters in a message, and in a line of SQL."""
_SHORT = 80
"""The maximum number of characters in a message that was already shown."""


class _Room(NamedTuple):
    """The limits of what is shown."""

    revisions: int
    dialects: int
    sql_lines: int
    findings: int
    picture: bool


_ROOMS = (
    _Room(200, 9, 400, 50, picture=True),
    _Room(200, 9, 80, 30, picture=True),
    _Room(200, 1, 80, 30, picture=True),  # the other dialects usually say the same
    _Room(200, 1, 20, 10, picture=True),
    _Room(100, 0, 0, 5, picture=True),
    _Room(60, 0, 0, 2, picture=False),
    _Room(20, 0, 0, 0, picture=False),
)


def review_markdown(review: Review) -> Iterator[str]:
    """Yield the document line by line; if it is too long for a comment, it tells how much was left out."""
    lines: list[str] = []
    for room in _ROOMS:
        lines = list(markdown_lines(_page(review, room)))
        if sum(len(one.encode("utf-16-le")) // 2 + 1 for one in lines) <= LIMIT:
            break
    yield from lines


def _page(review: Review, room: _Room) -> Page:
    where = relative(review.script.path, review.script.root)
    return Page(inline(title(review), " in ", Code(where)), tuple(_blocks(review, room)))


def _blocks(review: Review, room: _Room) -> Iterator[Block]:
    points = [heads_line(review)]
    if len(review.revisions) > 1:
        points.insert(0, kinds_line(review))
    if review.revisions:
        points.append(f"who runs it: {runners_line(review)}" if review.runners else runners_line(review))
    points += filter(None, (floor_line(review.floor),))
    if review.no_sql and review.revisions:
        points.append(f"no SQL: {review.no_sql}")
    if hidden := review.dialects[room.dialects :]:
        points.append(
            f"omitted, because it does not fit into a comment: the SQL on {listed(hidden)} (`migralint review -v`)"
        )
    yield Bullets(tuple(marked(_cut(one, 2000)) for one in points))
    if review.revisions:
        yield _summary(review, room)
    if review.other_findings:
        yield Heading(inline("About this branch as a whole"))
        yield Bullets(tuple(_findings(review, None, review.other_findings, room)))
    for one in review.revisions[: room.revisions]:
        yield _details(review, one, room)
    more = len(review.revisions) - room.revisions
    if more > 0:
        yield Paragraph(inline(f"{counted(more, 'more revision')} omitted: they do not fit into a comment."))
    if room.picture and review.revisions:
        new = tuple(one.revision.id for one in review.revisions)
        lines = tuple(mermaid_lines([review.picture], around=(*new, *review.heads)))
        yield Details(inline("The history after the merge"), (Listing("mermaid", lines),))


def _summary(review: Review, room: _Room) -> Table:
    rows: list[tuple[Inline, ...]] = []
    for one in review.revisions[: room.revisions]:
        message = _cut(one.revision.message, _LONGEST)
        rows.append(
            (
                inline(Code(_cut(one.revision.id, _LONGEST)), f" {message}"),
                inline(str(one.kind.kind)),
                inline(one.reversible.word),
                inline(findings_line(one)),
            )
        )
    return Table(("Revision", "Kind", "Reversible", "Findings"), tuple(rows))


def _details(review: Review, one: ReviewedRevision, room: _Room) -> Details:
    summary = inline(Code(_cut(one.revision.id, _LONGEST)), f" {_cut(one.revision.message, _SHORT)}")
    return Details(summary, tuple(_of_revision(review, one, room)))


def _of_revision(review: Review, one: ReviewedRevision, room: _Room) -> Iterator[Block]:
    path = one.revision.path
    if path is not None:
        yield Paragraph(inline(Code(relative(path, review.script.root))))
    yield Bullets(
        (
            inline(f"Kind: {_cut(kind_line(one), 1000)}"),
            inline(f"Reversible: {reversible_line(one)}"),
            *_findings(review, one, one.findings, room),
        )
    )
    for sql in (each for each in one.sql if each.dialect in review.dialects[: room.dialects]):
        target = f" ({sql.target})" if sql.target != "default" else ""
        title = inline(f"SQL on {sql.dialect}{target}")
        blocks = tuple(_sql(review, one, sql, room))
        if sql.dialect == review.dialects[0]:
            yield Paragraph(title)
            yield from blocks
        else:  # much the same text again
            yield Details(title, blocks)


def _findings(
    review: Review, one: ReviewedRevision | None, findings: tuple[Finding, ...], room: _Room
) -> Iterator[Inline]:
    for finding in findings[: room.findings]:
        where = f", {where}" if (where := place(one, finding, review.script.root)) else ""
        help = (BREAK, "→ ", *marked(_cut(finding.help, 700))) if finding.help else ()
        text = marked(_cut(f" {finding.severity.word}{where}: {finding.message}", 1000))
        yield inline(Code(finding.code), *text, *help)
    if len(findings) > room.findings:
        yield inline(f"{counted(len(findings) - room.findings, 'more finding')}: see ", Code("migralint check"))


def _sql(review: Review, one: ReviewedRevision, sql: RenderedSql, room: _Room) -> Iterator[Block]:
    lines = [_cut(one, _LONGEST) for one in sql.sql.strip("\n").split("\n")]
    hidden = len(lines) - room.sql_lines
    if any(lines):
        yield Listing("sql", tuple(lines[: room.sql_lines]))
    if hidden > 0:
        yield Paragraph(inline(f"{counted(hidden, 'more line')} left out."))
    if sql.error:
        at = f"{relative(sql.path, review.script.root)}:{sql.line}" if sql.path is not None else ""
        where = f" (line {sql.line})" if at and sql.path == one.revision.path else f" ({at})" if at else ""
        yield Paragraph(inline(f"This is incomplete: it cannot be rendered offline{where}: {_cut(sql.error, 500)}"))


def _cut(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[: most - 1]}…"

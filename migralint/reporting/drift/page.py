"""The result of `drift` as a page, for example for an issue that a nightly job writes."""

from __future__ import annotations

from collections.abc import Iterator

from migralint.database.drift.result import Drift, Group
from migralint.reporting.drift.wording import databases_words, entries, entry_summary, named, side_of, verdict
from migralint.reporting.page.page import (
    Block,
    Bullets,
    Code,
    Details,
    Heading,
    Listing,
    Page,
    Paragraph,
    Table,
    inline,
)


def drift_page(drift: Drift) -> Page:
    """Return the page; each drift is shown with both sides and the code that removes it."""
    return Page(inline(f"Live databases: {verdict(drift)}"), tuple(_blocks(drift)))


def _blocks(drift: Drift) -> Iterator[Block]:
    rows = tuple(
        (inline(Code(name)), inline(entry_summary(groups, not_judged, strict=drift.strict)))
        for name, groups, not_judged in entries(drift)
    )
    if rows:
        yield Table(("Entry", "State"), rows)
    for group in drift.groups:
        if group.is_drift(strict=drift.strict):
            yield from _group(group)
    if drift.not_judged:
        yield Heading(inline("Not judged"))
        yield Bullets(
            tuple(
                inline(
                    Code(databases_words(one.entry, one.databases)), f" {one.why}{f'. {one.help}' if one.help else ''}"
                )
                for one in drift.not_judged
            )
        )
    if drift.notices:
        yield Bullets(tuple(inline(one) for one in drift.notices))


def _group(group: Group) -> Iterator[Block]:
    yield Heading(inline(Code(databases_words(group.entry, group.databases)), f" at {', '.join(group.stamps)}"))
    yield Table(
        ("", "What", "The migrations build", "The database has"),
        tuple(
            (
                inline("note" if one.note else side_of(one)),
                inline(Code(named(one))),
                inline(Code(" ".join(one.models.split()))) if one.models else inline("nothing"),
                inline(Code(" ".join(one.migrations.split()))) if one.migrations else inline("nothing"),
            )
            for one in group.differences
        ),
    )
    mends = [text for one in group.differences if one.mend and not one.note for text in one.mend.split("\n")]
    if mends:
        yield Details(inline("Operations that restore what the migrations build"), (Listing("python", tuple(mends)),))
    if group.accepted:
        yield Paragraph(inline(f"Accepted by the settings: {', '.join(named(one) for one, _ in group.accepted)}"))

"""The result of `drift` as text: one line per entry, then the differences and how to fix them."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby

from migralint.database.drift.result import Drift, Group, NotJudged
from migralint.reporting.drift.wording import SIDES, databases_words, entries, entry_summary, verdict
from migralint.reporting.segments import Line, line, visible
from migralint.reporting.verify.text import difference_lines

_STYLES = {"match": "bold green", "drift": "bold red", "not-judged": "bold yellow"}


def drift_lines(drift: Drift, *, verbose: bool = False) -> Iterator[Line]:
    """Yield the report; its last line is the verdict. With `verbose` notes of databases that do not drift are shown."""
    for name, groups, not_judged in entries(drift):
        server = ", ".join(dict.fromkeys(one.server for one in groups))
        summary = entry_summary(groups, not_judged, strict=drift.strict)
        yield line((visible(name), "bold"), f"  {visible(server)}  " if server else "  ", visible(summary))
        for group in groups:
            if group.is_drift(strict=drift.strict) or (verbose and group.differences):
                yield from _group(group)
        for one in not_judged:
            yield from _not_judged(one)
        notes = sum(one.note for group in groups for one in group.differences)
        if notes and not verbose and not any(group.is_drift(strict=drift.strict) for group in groups):
            yield line(("  note ", "cyan"), f"{notes:,} without effect on the migrations (--verbose shows them)")
        for group in groups:
            for difference, entry in group.accepted if verbose else ():
                what = visible(" ".join(filter(None, (difference.kind, difference.table, difference.object))))
                yield line(("  accepted ", "dim"), f"{what}: {visible(entry.reason)}")
    for notice in drift.notices:
        yield line(("note ", "cyan"), visible(notice))
    yield line((verdict(drift), _STYLES[drift.status]))


def _group(group: Group) -> Iterator[Line]:
    who = visible(databases_words(group.entry, group.databases))
    yield line("")
    yield line((who, "bold underline"), f" at {visible(', '.join(group.stamps))}")
    for table, differences in groupby(group.differences, key=lambda one: one.table):
        yield line((visible(table) if table is not None else "(the database)", "underline"))
        for difference in differences:
            yield from difference_lines(difference, SIDES)
    yield line("")


def _not_judged(one: NotJudged) -> Iterator[Line]:
    names = [name for name in one.databases if name]
    who = f" {visible(databases_words('', one.databases)).removeprefix(': ')}:" if names else ""
    yield line(("  not judged", "bold yellow"), f"{who} {visible(one.why)}")
    if one.help:
        yield line(("      help    ", "dim"), visible(one.help))

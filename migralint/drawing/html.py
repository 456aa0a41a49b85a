"""A history as one HTML page: data in columns, script and style of `page/`, and a strict policy."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from html import escape
from importlib.resources import files
from typing import Any

from msgspec import Struct, json
from msgspec.structs import replace

from migralint.drawing.html_data import Numbered, nodes_of, revision_columns, runs, view_columns
from migralint.drawing.pending import Pending
from migralint.drawing.row import Picture, Row
from migralint.findings.finding import Finding
from migralint.history.history import History
from migralint.source.visible import shown_lines, visible

SCRIPTS = ("history.js", "rows.js", "minimap.js", "page.js")
"""The parts of the script, in order."""
MOST_OPERATIONS = 12
"""The number of operations that the page lists for one revision."""
_PLACE = re.compile(r"\{\{([a-z-]+)\}\}")


class PageView(Struct, frozen=True):
    """One state of the history: today, or after the prune."""

    name: str
    history: History
    picture: Picture
    """The picture of this history, with nothing folded."""
    facts: str
    """The text beside the title."""


class HtmlPage(Struct, frozen=True):
    """Everything that the page shows."""

    title: str
    views: tuple[PageView, ...]
    """Today's state first; at most two."""
    text: str
    """The picture as text, for browsers without scripts."""
    root: str
    """The absolute path to which file names are relative."""
    tool_version: str
    verdict: str = ""
    """The text of the panel for a revision that a prune would remove."""
    notes: tuple[str, ...] = ()
    """Facts that no row can show."""
    pending: tuple[Pending, ...] = ()
    operations: Mapping[str, Sequence[tuple[str, str]]] = {}
    """By revision, its calls: the name of each, and its object."""
    findings: Sequence[Finding] = ()
    plan: str = ""
    """The plan of a prune as HTML, already escaped; empty: there is none."""


def html_document(page: HtmlPage) -> str:
    """Return the page as one document, including its last line ending."""
    script, style = _asset(*SCRIPTS), _asset("page.css")
    parts = {
        "script": script,
        "script-hash": _hash(script),
        "style": style,
        "style-hash": _hash(style),
        "version": escape(visible(page.tool_version)),
        "title": escape(visible(page.title)),
        "heading": escape(visible(page.title)),
        "facts": escape(page.views[0].facts),
        "views": _switch(page),
        "notes": _notes(page.notes),
        "plan": f'<article id="plan">\n{page.plan}\n</article>' if page.plan else "",
        "text": escape(shown_lines(page.text)),
        "data": _embedded(_data(page)),
    }
    return _PLACE.sub(lambda match: parts[match[1]], _asset("page.html"))


def _switch(page: HtmlPage) -> str:
    names = [(str(index), view.name) for index, view in enumerate(page.views)] + [("plan", "Plan")] * bool(page.plan)
    if len(names) == 1:
        return ""
    return "".join(
        f'<button type="button" data-view="{value}" aria-pressed="{str(not index).lower()}">{escape(name)}</button>'
        for index, (value, name) in enumerate(names)
    )


def _notes(notes: Sequence[str]) -> str:
    if not notes:
        return ""
    summary = f"{len(notes):,} note" if len(notes) == 1 else f"{len(notes):,} notes"
    items = "".join(f"<li>{escape(visible(note))}</li>" for note in notes)
    return f'<details id="notes"><summary>{summary}</summary><ul>{items}</ul></details>'


def _data(page: HtmlPage) -> dict[str, Any]:
    rows: dict[str, Row] = {}
    histories: dict[str, History] = {}
    for view in page.views:
        for row in nodes_of(view.picture):
            before = rows.setdefault(row.revision, row)
            if before.parents != row.parents:  # the page follows the parents that are in the current view
                rows[row.revision] = replace(before, parents=tuple(dict.fromkeys(before.parents + row.parents)))
            histories.setdefault(row.revision, view.history)
    number = {revision: index for index, revision in enumerate(rows)}
    revisions = revision_columns(list(rows.values()), histories, page.root)
    return {
        "revisions": revisions | _operations(page, rows),
        "verdict": page.verdict,
        "removable": runs(int(row.removable) for row in rows.values()),
        "views": [
            view_columns(view.picture, view.history, number) | {"name": view.name, "facts": view.facts}
            for view in page.views
        ],
        "environments": [_environment(one, rows, number) for one in page.pending],
        "findings": _findings(page, number),
    }


def _operations(page: HtmlPage, rows: Iterable[str]) -> dict[str, Any]:
    """Return one text per row, with one line per call: the number of its name, a blank, and its object."""
    names = Numbered()
    texts = []
    for revision in rows:
        calls = page.operations.get(revision, ())
        lines = [f"{names.of(name)} {what}" for name, what in calls[:MOST_OPERATIONS]]
        if len(calls) > MOST_OPERATIONS:
            lines.append(f"{names.of('and')} {len(calls) - MOST_OPERATIONS:,} more")
        texts.append("\n".join(map(visible, lines)))
    return {"operations": texts, "calls": [visible(name) for name in names.texts]}


def _environment(pending: Pending, rows: Mapping[str, Row], number: Mapping[str, int]) -> dict[str, Any]:
    many = f"{pending.databases:,} databases, " if pending.databases > 1 else ""
    behind = f"{'up to ' if many else ''}{pending.most:,} to run" if pending.most else "up to date"
    return {
        "name": visible(pending.name),
        "databases": pending.databases,
        "summary": "not known" if pending.unknown and not pending.stamped else f"{many}{behind}",
        "unknown": visible(pending.unknown),
        "atLeast": pending.at_least,
        "need": runs(pending.counts.get(revision, 0) for revision in rows),
        "stamps": [[number[revision], count] for revision, count in pending.stamped.items() if revision in number],
    }


def _findings(page: HtmlPage, number: Mapping[str, int]) -> dict[int, list[list[str]]]:
    by_path = {one.path: one.id for one in page.views[0].history.revisions.values() if one.path is not None}
    lines_by_row: dict[int, list[list[str]]] = {}
    for finding in page.findings:
        at = finding.problem.location
        for revision in finding.problem.revisions or ((by_path.get(at.path, ""),) if at is not None else ()):
            if finding.suppressed is None and revision in number:
                line = [finding.severity.word, finding.code, visible(finding.message)]
                lines_by_row.setdefault(number[revision], []).append(line)
    return lines_by_row


def _embedded(data: dict[str, Any]) -> str:
    """Return JSON whose texts cannot end it, in HTML or in a script, and cannot be a command to a CI server."""
    text = json.encode(data).decode().replace("##", "#\\u0023")
    return (
        text.replace("<", "\\u003c").replace(">", "\\u003e").replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")
    )


@cache
def _asset(*names: str) -> str:
    folder = files("migralint.drawing") / "page"
    return "\n".join((folder / name).read_text("utf-8") for name in names)


def _hash(text: str) -> str:
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}"

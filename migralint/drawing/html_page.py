"""Builds the page of one history: its two states, the environments, the files' operations, the text picture."""

from __future__ import annotations

from collections.abc import Sequence

from migralint.drawing.facts import Facts
from migralint.drawing.html import HtmlPage, PageView
from migralint.drawing.operations import operation_words
from migralint.drawing.pending import pending_of
from migralint.drawing.picture import View, draw
from migralint.drawing.row import Picture
from migralint.drawing.text.tree import Screen, most_lanes, tree_lines
from migralint.history.file import RevisionFile
from migralint.history.history import History

COLUMNS = 110
"""The width of the text picture, in columns."""
MOST_LINES = 1_000
"""The maximum number of lines of the text picture."""
_UNFOLDED = View(unfold=True)


def history_page(
    history: History,
    facts: Facts,
    files: Sequence[RevisionFile] = (),
    *,
    name: str,
    root: str,
    tool_version: str,
    after: History | None = None,
    applied: bool = False,
    title: str = "",
    plan: str = "",
) -> HtmlPage:
    """Lay out the present state and, if a prune would remove anything, also the history `after` it.

    `title` replaces the `name`; `plan` is the plan as HTML; `applied` means that the prune has been applied.
    """
    today = draw(history, facts, _UNFOLDED, name=name)
    views = [PageView("Before the prune" if applied else "Today", history, today, _summary(today))]
    if after is not None and facts.removable:
        left = Facts(
            facts.environments,
            floor=facts.floor,
            leverage=facts.leverage,
            findings=facts.findings,
            kinds=facts.kinds,
            authors=facts.authors,
        )
        picture = draw(after, left, _UNFOLDED, name=name)
        views.append(PageView("After the prune", after, picture, _summary(picture)))
    return HtmlPage(
        title=title or name,
        views=tuple(views),
        text=_text(history, facts, name),
        root=root,
        tool_version=tool_version,
        verdict=f"A file {facts.why_removable}.",
        notes=today.notes,
        pending=pending_of(history, facts.environments or ()),
        operations=operation_words(files),
        findings=facts.findings,
        plan=plan,
    )


def _summary(picture: Picture) -> str:
    """Return the text beside the title."""
    parts = [
        _counted(picture.revisions, "revision"),
        _counted(len(picture.heads), "head"),
        _counted(len(picture.bases), "base"),
    ]
    if picture.environments is not None:
        parts.append(f"{_counted(picture.environments, 'environment')}, {_counted(picture.databases, 'database')}")
    return " · ".join(parts)


def _text(history: History, facts: Facts, name: str) -> str:
    picture = draw(history, facts, View(most_lanes=most_lanes(COLUMNS)), name=name)
    lines = ["".join(text for text, _ in texts).rstrip() for texts in tree_lines(picture, Screen(COLUMNS))]
    if len(lines) > MOST_LINES:
        lines[MOST_LINES:] = [f"… and {len(lines) - MOST_LINES:,} more lines: `migralint graph` draws them all"]
    return "\n".join(lines)


def _counted(number: int, noun: str) -> str:
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"

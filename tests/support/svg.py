"""The picture of a history as SVG, drawn from `migralint graph --format json` alone, as any program could."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from html import escape
from typing import Any

ROW, LANE, LEFT, TOP, CHARACTER = 28, 20, 26, 58, 7.9
COLOURS = 6
STYLE = """\
svg{--paper:#fff;--ink:#1f2430;--faint:#6b7280;--line:#e5e7eb;
--chip:#e8eefc;--chip-ink:#1d4ed8;--tip:#fdf0d5;--tip-ink:#8a4b00;
--l0:#2563eb;--l1:#d9480f;--l2:#2f9e44;--l3:#9c36b5;--l4:#0c8599;--l5:#c2255c}
@media (prefers-color-scheme:dark){svg{--paper:#12151c;--ink:#e6e9ef;--faint:#98a2b3;--line:#2a303c;
--chip:#1e2b4d;--chip-ink:#a5c3ff;
--tip:#3a2b12;--tip-ink:#f5c77e;--l0:#74a7ff;--l1:#ff9b6a;--l2:#69db7c;--l3:#da9bee;--l4:#66d9e8;--l5:#faa2c1}}
text{font:13px ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono",monospace;fill:var(--ink)}
.faint{fill:var(--faint)}.small{font-size:11.5px}.bold{font-weight:600}.paper{fill:var(--paper);stroke:var(--line)}
.chip{fill:var(--chip)}.chip-ink{fill:var(--chip-ink)}.tip{fill:var(--tip)}.tip-ink{fill:var(--tip-ink)}
path{fill:none;stroke-width:2}.cut{stroke:var(--faint);stroke-width:1.2;stroke-dasharray:5 4}
"""


def svg(history: dict[str, Any], folder: str) -> str:
    """One history's document as an image, light and dark."""
    rows = history["rows"]
    gutter = LEFT + LANE * history["lanes"] + 8
    ids = max(len(str(row.get("revision", ""))) for row in rows)
    messages = min(40, max((_width(row.get("message", "")) for row in rows if row["kind"] != "break"), default=0))
    marks_at = gutter + (ids + messages + 4) * CHARACTER
    widest = max((sum(_chip_width(mark) for mark in row.get("marks", [])) for row in rows), default=0)
    width, height = round(marks_at + widest + 24), TOP + ROW * len(rows) + 14
    summary = (
        f"{history['revisions']} revisions, {history['environments']} environments, {history['databases']} databases"
    )
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" '
        f'role="img" aria-label="History of {escape(folder)}: {summary}">',
        f"<style>\n{STYLE}</style>",
        f'<rect class="paper" x=".5" y=".5" width="{width - 1}" height="{height - 1}" rx="10"/>',
        f'<text x="{LEFT - 6}" y="32"><tspan class="bold">{escape(folder)}</tspan>'
        f'<tspan class="faint" dx="14">{summary}</tspan></text>',
    ]
    texts: list[str] = []
    dots: list[str] = []
    for place, row in enumerate(rows):
        middle = TOP + ROW * place + ROW / 2
        lines += _lanes(row, middle)
        if row["kind"] == "break":
            lines.append(f'<path class="cut" d="M{gutter} {middle}H{width - 20}"/>')
            texts.append(_break(row["message"], gutter + 24, middle))
            continue
        if row["kind"] != "fold":
            dots.append(_dot(row, middle))
        texts += _texts(row, middle, gutter, marks_at, messages, ids)
    return "\n".join([*lines, *dots, *texts, "</svg>"]) + "\n"


def _x(lane: int) -> float:
    return LEFT + LANE * lane


def _lanes(row: dict[str, Any], middle: float) -> Iterator[str]:
    top, bottom, here = middle - ROW / 2, middle + ROW / 2, _x(row["lane"])
    for lane in row.get("passing", []):
        yield _path(lane, f"M{_x(lane)} {top}V{bottom}")
    if row["lane"] < 0:
        return
    if row["kind"] == "fold":
        yield f'<path style="stroke:var(--l{row["lane"] % COLOURS});stroke-dasharray:2 4" d="M{here} {top}V{bottom}"/>'
        return
    if row.get("above"):
        yield _path(row["lane"], f"M{here} {top}V{middle}")
    if row.get("below"):
        yield _path(row["lane"], f"M{here} {middle}V{bottom}")
    for lane in row.get("lanes_in", []):
        yield _path(lane, f"M{_x(lane)} {top}C{_x(lane)} {middle} {_x(lane)} {middle} {here} {middle}")
    for lane in row.get("lanes_out", []):
        if lane not in row.get("passing", []):
            yield _path(lane, f"M{here} {middle}C{_x(lane)} {middle} {_x(lane)} {middle} {_x(lane)} {bottom}")


def _path(lane: int, data: str) -> str:
    return f'<path style="stroke:var(--l{lane % COLOURS})" d="{data}"/>'


def _dot(row: dict[str, Any], middle: float) -> str:
    colour = f"var(--l{row['lane'] % COLOURS})"
    fill = "var(--paper)" if row.get("removable") else colour
    return f'<circle cx="{_x(row["lane"])}" cy="{middle}" r="5" style="fill:{fill};stroke:{colour};stroke-width:2"/>'


def _break(message: str, x: float, middle: float) -> str:
    wide = (_width(message) + 3) * CHARACTER
    return (
        f'<rect style="fill:var(--paper)" x="{x - 10}" y="{middle - 9}" width="{wide}" height="18"/>'
        f'<text class="faint" x="{x}" y="{middle + 4.5}">{escape(message)}</text>'
    )


def _texts(
    row: dict[str, Any], middle: float, gutter: float, marks_at: float, messages: int, ids: int
) -> Iterator[str]:
    line = middle + 4.5
    faint = ' class="faint"' if row.get("removable") or row["kind"] == "fold" else ""
    if row["kind"] != "fold":
        yield f'<text class="faint" x="{gutter}" y="{line}">{escape(row["revision"])}</text>'
    fold = f"{len(row.get('revisions', []))} more in a line" if row["kind"] == "fold" else ""
    words = fold or _cut(row.get("message", ""), messages)
    yield f'<text{faint} x="{gutter + (ids + 2) * CHARACTER}" y="{line}">{escape(words)}</text>'
    x = marks_at
    for mark in row.get("marks", []):
        kind = {"environment": "chip", "leverage": "tip"}.get(mark["kind"])
        sign = "! " if mark["kind"] == "finding" else ""
        text, wide = sign + escape(mark["text"]), _chip_width(mark) + len(sign) * 7
        if kind:
            yield f'<rect class="{kind}" x="{x}" y="{middle - 9}" width="{wide - 8}" height="18" rx="9"/>'
            yield f'<text class="{kind}-ink small" x="{x + 9}" y="{line - 0.5}">{text}</text>'
        else:
            yield f'<text class="faint small" x="{x}" y="{line}">{text}</text>'
        x += wide


def _chip_width(mark: dict[str, Any]) -> float:
    return _width(mark["text"]) * 6.95 + (26 if mark["kind"] in ("environment", "leverage") else 12)


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text)


def _cut(text: str, most: int) -> str:
    while _width(text) > most:
        text = text[:-2].rstrip() + "…"
    return text

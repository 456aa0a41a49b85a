"""A picture as terminal lines: one per row, with the requested width; texts with a style each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from msgspec import Struct

from migralint.drawing.row import Picture, Row
from migralint.drawing.text.columns import Columns, Texts, columns_for, row_texts, wrapped
from migralint.drawing.text.gutter import ASCII, BOX, Cell, Signs, beneath, gutter
from migralint.source.visible import cut, visible, width

StyledText = tuple[str, str]
"""Text without control characters, and a style in the syntax of rich."""
_LANES = ("cyan", "green", "yellow", "magenta", "blue", "bright_red", "bright_cyan", "bright_green")
_MARKS = {
    "head": "bold",
    "floor": "bold",
    "label": "cyan",
    "environment": "bold green",
    "leverage": "cyan",
    "missing": "bold red",
    "duplicate": "bold red",
    "cycle": "bold red",
    "error": "bold red",
    "warning": "bold yellow",
    "info": "bold cyan",
}


class Screen(Struct, frozen=True):
    """The properties of the terminal."""

    columns: int = 80
    """The width in columns; at least 40 columns are used."""
    ascii: bool = False
    """Use only ASCII; other characters of messages become escapes."""


def most_lanes(columns: int) -> int:
    """The maximum number of lanes that leaves room for the text."""
    return max(4, columns // 7)


def tree_lines(picture: Picture, screen: Screen | None = None) -> Iterator[tuple[StyledText, ...]]:
    """Yield a title, an empty line, the rows, and the notes."""
    screen = screen or Screen()
    signs = ASCII if screen.ascii else BOX
    title = [("", _safe(part, screen)) for part in _title(picture)]
    for line in wrapped(title, max(40, screen.columns)):
        yield (("  ".join(part for _, part in line), "bold"),)
    yield ()
    yield from row_lines(picture.rows, picture.lanes, screen)
    if picture.notes:
        yield ()
    for note in picture.notes:
        for line in wrapped([("", _safe(f"{signs.finding} {note}", screen))], max(40, screen.columns)):
            yield tuple((part, "yellow") for _, part in line)


def row_lines(rows: Iterable[Row], lanes: int, screen: Screen | None = None) -> Iterator[tuple[StyledText, ...]]:
    """Yield only the lines of the rows; `lanes` is the number of lanes of the widest row."""
    screen = screen or Screen()
    signs = ASCII if screen.ascii else BOX
    rows = list(rows)
    texts = [row_texts(row, signs, screen.ascii) for row in rows]
    columns = columns_for(texts, lanes, max(40, screen.columns))
    for row, text in zip(rows, texts, strict=True):
        if row.kind == "break":
            yield (_across(text.across, columns, signs),)
        else:
            yield from _row(row, text, columns, signs)


def _title(picture: Picture) -> list[str]:
    parts = [
        picture.script_directory or "history",
        _counted(picture.revisions, "revision"),
        _counted(len(picture.heads), "head"),
        _counted(len(picture.bases), "base"),
    ]
    if picture.environments is not None:
        parts.append(f"{_counted(picture.environments, 'environment')}, {_counted(picture.databases, 'database')}")
    return parts


def _row(row: Row, text: Texts, columns: Columns, signs: Signs) -> Iterator[tuple[StyledText, ...]]:
    dim = "dim" if row.removable or row.kind in ("fold", "gap") else ""
    cells = gutter(row, signs) if row.lane >= 0 else beneath(row, signs)
    styled = [*_lanes(cells, columns.gutter, row.lane), ("  ", "")]
    styled += [(_filled(cut(text.id, columns.id, end=signs.more), columns.id), dim or "bold"), ("  ", "")]
    if columns.date:
        styled += [(_filled(text.date, columns.date), "dim"), ("  ", "")]
    if columns.message:
        styled.append((_filled(cut(text.message, columns.message, end=signs.more), columns.message), dim))
        styled += [("  ", "")] if columns.marks_beside else []  # otherwise the message takes the remaining width
    lines = wrapped(text.marks, columns.marks)
    if columns.marks_beside:
        first, *rest = lines or [[]]
        yield (*styled, *_painted(first, dim))
        indent = columns.before_marks
    else:
        rest, indent = lines, columns.before_message
        yield tuple(styled)
    for line in rest:
        below = _lanes(beneath(row, signs), columns.gutter, -1)
        yield (*below, (" " * (indent - columns.gutter), ""), *_painted(line, dim))


def _lanes(cells: list[Cell], room: int, node: int) -> list[StyledText]:
    styled: list[StyledText] = []
    for column, (character, lane) in enumerate(cells):
        style = _LANES[lane % len(_LANES)] if lane >= 0 else ""
        styled.append((character, f"bold {style}" if column == 2 * node else style))
    styled.append((" " * (room - len(cells)), ""))
    return styled


def _painted(line: list[tuple[str, str]], dim: str) -> Iterator[StyledText]:
    for number, (kind, text) in enumerate(line):
        yield (f"  {text}" if number else text), _MARKS.get(kind, dim)


def _across(text: str, columns: Columns, signs: Signs) -> StyledText:
    room = columns.total
    start = signs.dashes * max(1, min(12, (room - width(text) - 2) // 2))
    middle = cut(f"{start} {text} ", room, end=signs.more)
    return middle + signs.dashes * (room - width(middle)), "dim"


def _filled(text: str, columns: int) -> str:
    return text + " " * (columns - width(text))


def _safe(text: str, screen: Screen) -> str:
    text = visible(text)
    return text.encode("ascii", "backslashreplace").decode() if screen.ascii else text


def _counted(number: int, noun: str) -> str:
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"

"""Changes keys and tables of TOML text by spans: every character outside them is kept."""

from __future__ import annotations

import re
from collections.abc import Mapping

from migralint.source.toml_lines import KeyPath, TomlLayout, toml_layout

_ESCAPED = re.compile(r'["\\\x00-\x1f\x7f]')
_SHORT = {'"': '\\"', "\\": "\\\\", "\b": "\\b", "\t": "\\t", "\n": "\\n", "\f": "\\f", "\r": "\\r"}
_BARE_KEY = re.compile(r"[A-Za-z0-9_-]+\Z")


def quoted(text: str) -> str:
    """Return a TOML basic string (https://toml.io/en/v1.0.0#string) on one line."""
    return f'"{_ESCAPED.sub(_escape, text)}"'


def _escape(match: re.Match[str]) -> str:
    character = match[0]
    return _SHORT.get(character) or f"\\u{ord(character):04x}"


def key_text(name: str) -> str:
    """Return the key as TOML text, without quotes if possible."""
    return name if _BARE_KEY.match(name) else quoted(name)


def newline_of(text: str) -> str:
    """Return the line ending of the text."""
    end = text.find("\n")
    return "\r\n" if end > 0 and text[end - 1] == "\r" else "\n"


def append_table(text: str, header: tuple[str, ...], values: Mapping[str, str]) -> str:
    """Add a table at the end, after one blank line; `values` maps keys to TOML texts."""
    newline = newline_of(text)
    if text and not text.endswith("\n"):
        text += newline
    gap = newline if text.strip() and not text.endswith(("\n\n", "\n\r\n")) else ""
    lines = [f"[{'.'.join(key_text(name) for name in header)}]", *(f"{key} = {value}" for key, value in values.items())]
    return text + gap + "".join(line + newline for line in lines)


def set_value(text: str, table: tuple[str, ...], key: str, value: str) -> str:
    """Replace the value of `key` in `table`, or add the key after the last one of the table.

    Text whose table is neither a `[header]` nor inline is returned unchanged.
    """
    layout = toml_layout(text)
    if (span := layout.values.get((*table, key))) is not None:
        return text[: span[0]] + value + text[span[1] :]
    if (span := layout.values.get(table)) is not None:  # an inline table
        inside = text[span[0] + 1 : span[1] - 1].rstrip()
        comma = ", " if inside.strip() else " "
        return f"{text[: span[0] + 1]}{inside}{comma}{key_text(key)} = {value} {text[span[1] - 1 :]}"
    newline = newline_of(text)
    anchors = [(start, path) for of, path, start in layout.pairs if of == table]
    if anchors:
        start, path = anchors[-1]
        indent = text[text.rfind("\n", 0, start) + 1 : start]
        end = _line_end(text, layout.values[path][1])
    else:
        headers = [start for of, start in layout.headers if of == table]
        if not headers:
            return text
        indent, end = "", _line_end(text, headers[0])
    before = text[:end] if text[:end].endswith("\n") else text[:end] + newline
    return f"{before}{indent}{key_text(key)} = {value}{newline}{text[end:]}"


def remove_key(text: str, table: tuple[str, ...], key: str) -> str:
    """Remove a key with its lines, including a comment at their end."""
    layout = toml_layout(text)
    spans = [
        (_line_start(text, start), _line_end(text, layout.values[path][1]))
        for _, path, start in layout.pairs
        if path == (*table, key)
    ]
    for start, end in spans:
        text = text[:start] + text[end:]
    return text


def remove_table(text: str, table: tuple[str, ...]) -> str:
    """Remove a table with its keys, its sub-tables, and the adjacent comments.

    A comment with a blank line on both sides is kept.
    """
    layout = toml_layout(text)
    headers = [*layout.headers, ((), len(text))]
    regions = [
        (_with_comments_above(text, start), _body_end(text, layout, start, headers[index + 1][1]))
        for index, (of, start) in enumerate(layout.headers)
        if of[: len(table)] == table
    ]
    regions += [
        (_line_start(text, start), _line_end(text, layout.values[path][1]))
        for of, path, start in layout.pairs
        if path[: len(table)] == table and of[: len(table)] != table
    ]
    for start, end in sorted(regions, reverse=True):
        text = text[:start] + text[_skip_blank_lines(text, end) :]
        if start == len(text):
            text = text.rstrip("\r\n") + newline_of(text) if text.strip() else ""
    return text


def _body_end(text: str, layout: TomlLayout, header: int, following: int) -> int:
    inside: list[KeyPath] = [path for _, path, start in layout.pairs if header < start < following]
    end = _line_end(text, layout.values[inside[-1]][1] if inside else header)
    limit = _with_comments_above(text, following) if following < len(text) else following
    while end < limit and text[end:limit].lstrip(" \t").startswith("#"):
        end = _line_end(text, end)
    return end


def _with_comments_above(text: str, start: int) -> int:
    start = _line_start(text, start)
    while start and text[_line_start(text, start - 1) : start].lstrip(" \t").startswith("#"):
        start = _line_start(text, start - 1)
    return start


def _skip_blank_lines(text: str, position: int) -> int:
    while position < len(text) and not text[position : _line_end(text, position)].strip():
        position = _line_end(text, position)
    return position


def _line_start(text: str, position: int) -> int:
    return text.rfind("\n", 0, position) + 1


def _line_end(text: str, position: int) -> int:
    """Return the position after the line that contains `position`, including its line feed."""
    end = text.find("\n", position)
    return len(text) if end < 0 else end + 1

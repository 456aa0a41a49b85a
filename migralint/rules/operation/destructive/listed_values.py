"""Reads `column IN ('a', 'b')` out of the condition of a CHECK."""

from __future__ import annotations

import re

_IN = re.compile(
    r"""^\s*\(*\s*["`]?(\w+)["`]?(?:::\w+)?\s*\)*\s*(?:IN\s*\(|=\s*ANY\s*\(\s*ARRAY\s*\[)(.*?)[\])]""",
    re.IGNORECASE | re.DOTALL,
)
_STRING = re.compile(r"'((?:[^']|'')*)'")


def listed_values(text: str | None) -> tuple[str, tuple[str, ...]] | None:
    """The column and the values that a condition allows; None if it has another form."""
    match = _IN.match(text or "")
    if match is None:
        return None
    values = tuple(value.replace("''", "'") for value in _STRING.findall(match.group(2)))
    return (match.group(1), values) if values else None

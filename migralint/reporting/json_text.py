"""JSON documents as text: the data unchanged, but without anything that a terminal or a CI server would interpret."""

from __future__ import annotations

import json
import re
from typing import Any

from migralint.reporting.segments import is_unsafe

_BEYOND_ASCII = re.compile(r"[^\x00-\x7e]")


def json_lines_of(document: Any) -> list[str]:
    """Return the lines of the document, indented by two; printable text is not escaped."""
    text = json.dumps(document, indent=2, ensure_ascii=False)
    if not text.isascii():
        text = _BEYOND_ASCII.sub(_escaped, text)
    # `##[` and `##vso[` anywhere in a log are commands; in JSON `##` only occurs in strings
    return text.replace("##", "#\\u0023").split("\n")


def _escaped(match: re.Match[str]) -> str:
    character = match[0]
    return json.dumps(character)[1:-1] if is_unsafe(character) else character

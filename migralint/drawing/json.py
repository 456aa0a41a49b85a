"""Pictures as a JSON document: the rows as they are; `graph.schema.json` describes it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from msgspec import json, to_builtins

from migralint.drawing.row import Picture


def graph_document(pictures: Sequence[Picture], tool_version: str) -> dict[str, Any]:
    """Return the document as plain values. A key of a history, row or mark is omitted if its value is empty."""
    return {
        "version": 1,
        "tool_version": tool_version,
        "histories": [to_builtins(picture) | {"lanes": picture.lanes} for picture in pictures],
    }


def graph_json(pictures: Sequence[Picture], tool_version: str) -> str:
    """Return the document as text, including its last line ending."""
    document = graph_document(pictures, tool_version)
    try:
        return json.format(json.encode(document), indent=2).decode("utf-8") + "\n"
    except UnicodeEncodeError:  # half of a surrogate pair, written as an escape in a docstring
        import json as standard

        return standard.dumps(document, indent=2) + "\n"

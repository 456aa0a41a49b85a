"""Corrected code in messages: calls with the names of the user's file."""

from __future__ import annotations

import re

from migralint.changes.definitions import TableName
from migralint.history.expression import SourceText

_LINES = re.compile(r"\s*\n\s*")


class Source(str):
    """Python code that is inserted into a call unchanged."""

    __slots__ = ()


def call(function: str, *arguments: object, **keywords: object) -> str:
    """A call as source: strings are quoted, lists and tuples written as such, a `TableName` gets its schema as a
    keyword."""
    parts: list[str] = []
    schema: str | None = None
    for argument in arguments:
        if isinstance(argument, TableName):
            parts.append(_quoted(argument.name))
            schema = argument.schema
        else:
            parts.append(source(argument))
    named = {**keywords, **({"schema": schema} if schema else {})}
    parts += (f"**{source(value)}" if name == "**" else f"{name}={source(value)}" for name, value in named.items())
    return f"{function}({', '.join(parts)})"


def source(value: object) -> str:
    """A value as source; `...` for an unknown one."""
    if isinstance(value, Source):
        return str(value)
    if isinstance(value, SourceText):
        return _LINES.sub(" ", value.text)
    if value is None:
        return "..."
    if isinstance(value, str):
        return _quoted(value)
    if isinstance(value, list | tuple):
        inner = ", ".join(map(source, value))
        return f"[{inner}]" if isinstance(value, list) else f"({inner},)"
    return repr(value)


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'

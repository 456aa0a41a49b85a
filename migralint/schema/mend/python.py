"""Pieces of Python source, written as the formatters of today write them."""

from __future__ import annotations

from typing import TypeAlias

from msgspec import Struct


class Code(Struct, frozen=True):
    """An expression that is written as it stands."""

    text: str


Value: TypeAlias = "Code | str | int | bool | list[Value] | dict[str, Value] | None"
"""What an argument can be; strings are quoted, `Code` is not."""

_LONGEST = 100


def write(value: Value) -> str:
    """Return the source of a value."""
    match value:
        case Code():
            return value.text
        case str():
            return quoted(value)
        case list():
            return f"[{', '.join(write(item) for item in value)}]"
        case dict():
            return f"{{{', '.join(f'{quoted(key)}: {write(item)}' for key, item in value.items())}}}"
    return repr(value)


def quoted(text: str) -> str:
    """Return a string literal in double quotes, in three of them if it has several lines."""
    if "\n" in text and '"""' not in text and "\\" not in text and not text.endswith('"'):
        return f'"""{text}"""'
    literal = repr(text)
    if literal[0] == "'" and '"' not in text:
        return f'"{literal[1:-1]}"'
    return literal


def call(function: str, *arguments: Value, **keywords: Value) -> str:
    """Return the source of a call, on several lines if it would be long."""
    written = [write(argument) for argument in arguments]
    written += [f"{name}={write(value)}" for name, value in keywords.items()]
    line = f"{function}({', '.join(written)})"
    if len(line) <= _LONGEST and "\n" not in line:
        return line
    return "\n".join([f"{function}(", *(indented(f"{part},") for part in written), ")"])


def indented(text: str) -> str:
    """Return `text` four columns to the right; lines within a string literal of three quotes stay where they are."""
    if '"""' in text:
        return f"    {text}"
    return "\n".join(f"    {line}" for line in text.split("\n"))


def sql(text: str) -> Code:
    """Return `sa.text("…")`."""
    # A colon before a word would be read as a bound parameter.
    escaped = text.replace("\\", "\\\\").replace(":", "\\:") if _has_parameter(text) else text
    return Code(call("sa.text", escaped))


def sql_text(text: str) -> Value:
    """Return SQL for an argument that takes a string as `sa.text()` does: the string, if it means the same there."""
    return sql(text) if _has_parameter(text) else text


def execute(statement: str) -> str:
    """Return `op.execute("…")` for one statement of SQL."""
    return call("op.execute", sql_text(statement))


def _has_parameter(text: str) -> bool:
    return any(
        character == ":" and text[place + 1 : place + 2].isidentifier() and text[place - 1 : place] != ":"
        for place, character in enumerate(text)
    )


def identifier(schema: str | None, name: str) -> str:
    """A quoted name, with its schema unless that is the default one."""
    parts = ['"' + part.replace('"', '""') + '"' for part in (schema, name) if part is not None]
    return ".".join(parts)


def string(text: str) -> str:
    """A string literal of SQL."""
    return "'" + text.replace("'", "''") + "'"


def collation(name: str) -> str:
    """A collation's name as it follows COLLATE; one of a schema that has to be said is quoted already."""
    return name if name.startswith('"') and '"."' in name else identifier(None, name)

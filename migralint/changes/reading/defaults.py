"""Reads a server default as SQLAlchemy writes it."""

from __future__ import annotations

from migralint.changes.definitions import Default
from migralint.history.expression import SourceText


def read_default(value: object) -> Default | None:
    """The default in the keyword `server_default`; None for None."""
    if value is None:
        return None
    if isinstance(value, str):
        return Default(value, "string", repr(value))
    if not isinstance(value, SourceText):
        return Default(str(value), "value", repr(value))
    text = value.text
    call = value.call()
    if call is None:
        return Default(None, "expression", text)
    name = call.name
    first = call.arguments[0] if call.arguments else None
    if name in ("text", "literal_column", "TextClause", "DefaultClause"):
        if isinstance(first, SourceText):
            held = read_default(first)
            return held if held is not None and held.kind != "value" else Default(None, "expression", text)
        return (
            Default(first, "text", text, function=call.function)
            if isinstance(first, str)
            else Default(None, "expression", text)
        )
    if name == "Identity":
        return Default(None, "identity", text)
    if name == "Computed":
        persisted = call.keywords.get("persisted", call.arguments[1] if len(call.arguments) > 1 else None)
        known = persisted if isinstance(persisted, bool) else None
        return Default(first if isinstance(first, str) else None, "computed", text, known)
    if name in ("FetchedValue", "ServerDefault"):
        return Default(None, "fetched", text)
    if name in ("true", "false", "null") and not call.arguments:
        return Default(name, "text", text, function=call.function)
    if name in ("Sequence", "next_value"):
        return Default(None, "sequence", text)
    if ".func." in f".{call.function}":
        inner = ", ".join(str(one) for one in call.arguments if isinstance(one, str | int))
        bare = {"current_timestamp", "current_date", "current_time", "localtimestamp"}
        return Default(name if name in bare else f"{name}({inner})", "function", text, function=call.function)
    return Default(None, "expression", text)

"""Puts one schema's name in the place of another in all that is printed with a schema, wherever the search path leads.

PostgreSQL prints functions, triggers, rules and statistics with their schema even where it goes without saying.
"""

from __future__ import annotations

import re
from collections.abc import Callable

import msgspec
from msgspec.structs import replace

from migralint.schema.compare.difference import Difference, Kind
from migralint.schema.database import Database

_PRINTED_WITH_SCHEMA = frozenset((Kind.FUNCTION.word, Kind.TRIGGER.word, Kind.OTHER_OBJECT.word))
_PLAIN = re.compile(r"[a-z_][a-z0-9_$]*")


def json_of(text: str) -> str:
    """Return `text` as it is inside a JSON string."""
    return msgspec.json.encode(text).decode("utf-8")[1:-1]


def qualifier(schema: str) -> str:
    """Return a regular expression for the name of a schema, with or without quotes, before a dot, inside JSON."""
    quoted = json_of('"' + schema.replace('"', '""') + '"')
    return rf"(?<![\w$.])(?:{re.escape(quoted)}|{re.escape(json_of(schema))})(?=\.)"


def renamed(database: Database, schema: str, to: str) -> Database:
    """Return the database with the schema `to` instead of `schema` in its texts."""
    name = to if _PLAIN.fullmatch(to) else json_of('"' + to.replace('"', '""') + '"')
    text = msgspec.json.encode(database).decode("utf-8")
    replacement: Callable[[re.Match[str]], str] = lambda _: name  # noqa: E731 -- backslashes in it mean themselves
    return msgspec.json.decode(re.sub(qualifier(schema), replacement, text), type=Database)


def without_schema(difference: Difference, schema: str) -> Difference:
    """Return the difference without `schema` in definitions that always contain it: each tenant has another one."""
    if difference.kind not in _PRINTED_WITH_SCHEMA:
        return difference
    quoted = '"' + schema.replace('"', '""') + '"'
    named = re.compile(rf"(?<![\w$.\"])(?:{re.escape(quoted)}|{re.escape(schema)})\.")

    def shortened(text: str | None) -> str | None:
        return None if text is None else "\n".join(named.sub("", one, count=1) for one in text.split("\n"))

    return replace(
        difference,
        models=shortened(difference.models),
        migrations=shortened(difference.migrations),
        mend=shortened(difference.mend) or "",
    )

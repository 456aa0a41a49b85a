"""Functions and collations that definitions name and SQLite lacks; stand-ins only, never for data statements."""

from __future__ import annotations

import re
import sqlite3
import time
import uuid
from collections.abc import Callable

_MISSING_FUNCTION = re.compile(r"(?:unknown function: |no such function: )\"?(\w+)")
_MISSING_COLLATION = re.compile(r"no such collation sequence: (.+)$")


def _uuid() -> str:
    return str(uuid.uuid4())


def _now() -> str:
    return time.strftime("%Y-%m-%d %H:%M:%S", time.gmtime())


STAND_INS: dict[str, Callable[[], str]] = {
    "gen_random_uuid": _uuid,
    "uuid_generate_v4": _uuid,
    "uuid_generate_v1": _uuid,
    "uuid_generate_v1mc": _uuid,
    "uuidv4": _uuid,
    "uuidv7": _uuid,
    "uuid": _uuid,
    "now": _now,
    "clock_timestamp": _now,
    "statement_timestamp": _now,
    "transaction_timestamp": _now,
}
"""Functions without arguments that defaults call; what they give is different each time on a server, too."""


def supply_function(connection: sqlite3.Connection, statement: str, error: BaseException) -> str | None:
    """Register the function that `error` misses, if a default calls it; returns its name, None if it cannot be had.

    A statement that itself names the function gets nothing: only definitions may rest on a stand-in.
    """
    match = _MISSING_FUNCTION.search(str(error))
    if match is None or match.group(1).lower() not in STAND_INS:
        return None
    name = match.group(1).lower()
    if re.search(rf"\b{name}\s*\(", statement, re.IGNORECASE):
        return None
    connection.create_function(name, 0, STAND_INS[name])
    return name


def supply_collation(connection: sqlite3.Connection, error: BaseException) -> str | None:
    """Register the collation that `error` misses, comparing by code points; returns its name."""
    match = _MISSING_COLLATION.search(str(error))
    if match is None:
        return None
    connection.create_collation(match.group(1), _by_code_point)
    return match.group(1)


def _by_code_point(one: str, other: str) -> int:
    return (one > other) - (one < other)

"""Substitutes for functions and collations in definitions that SQLite lacks; never used in data statements."""

from __future__ import annotations

import re
import sqlite3
import time
import uuid
from collections.abc import Callable

from .record import EXACT, MEANING_LOST

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
"""Functions without arguments that defaults call; on a server, too, their values differ each time."""


class StandIns:
    """Functions that are registered on the scratch connection so that definitions can call them."""

    def __init__(self) -> None:
        """Start with no function."""
        self._names: set[str] = set()
        self._called: re.Pattern[str] | None = None

    def supply(self, connection: sqlite3.Connection, statement: str, error: BaseException) -> tuple[str, str] | None:
        """Register the missing function of `error`; return its name and the emulation's class; None if impossible.

        A default's function returns values. A function in a CHECK, an index or a generated column returns NULL, which
        every CHECK accepts; the definition is kept and its text can be compared. A data statement that itself calls a
        function gets neither.
        """
        match = _MISSING_FUNCTION.search(str(error))
        if match is None:
            return None
        name = match.group(1).lower()
        defines = statement.lstrip()[:6].upper() in ("CREATE", "ALTER ", "")
        if name in self._names or (not defines and _calls(name).search(statement)):
            return None
        if name in STAND_INS:
            connection.create_function(name, 0, STAND_INS[name])
        elif defines:
            connection.create_function(name, -1, _nothing, deterministic=True)
        else:
            return None
        self._names.add(name)
        self._called = _calls("|".join(map(re.escape, sorted(self._names))))
        return name, EXACT if name in STAND_INS else MEANING_LOST

    def called_by(self, statement: str) -> str | None:
        """Return the registered function that a data statement calls; it must fail as if the function did not exist."""
        if self._called is None or statement.lstrip()[:6].upper() in ("CREATE", "ALTER ", "PRAGMA"):
            return None
        match = self._called.search(statement)
        return None if match is None else match.group(1)


def _calls(names: str) -> re.Pattern[str]:
    return re.compile(rf"\b({names})\s*\(", re.IGNORECASE)


def _nothing(*arguments: object) -> None:
    return None


def supply_collation(connection: sqlite3.Connection, error: BaseException) -> str | None:
    """Register the missing collation of `error`, which compares by code points; return its name."""
    match = _MISSING_COLLATION.search(str(error))
    if match is None:
        return None
    connection.create_collation(match.group(1), _by_code_point)
    return match.group(1)


def _by_code_point(one: str, other: str) -> int:
    return (one > other) - (one < other)

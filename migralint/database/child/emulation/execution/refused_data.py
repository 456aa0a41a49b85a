"""Handles a data statement that SQLite rejected: skips it if it has no effect, otherwise explains it."""

from __future__ import annotations

import re
import sqlite3
from typing import Any

from .....sql.tokens import Token
from ..explanation import explained
from ..reading.data import does_nothing, is_called_for_its_effect, is_of_mysql, reworded, verb
from ..record import EXACT, GUESSED, MEANING_LOST, NO_MEANING
from .target import Surroundings

# SQLite's messages if it does not know the syntax of a statement, in contrast to the objects in the statement.
NOT_ITS_LANGUAGE = re.compile(
    r"syntax error|unrecognized token|(no such|unknown) function|wrong number of arguments|incomplete input|"
    r"no such collation|no such column: \"?(ctid|xmin|oid|interval)\b|near \""
)
_SERVERS_OWN = re.compile(r"no such table: ((?:pg_|information_schema|mysql\.|performance_schema|sys\.)[\w.]*)")


def refused_data(
    around: Surroundings,
    cursor: Any,
    statement: str,
    tokens: tuple[Token, ...],
    parameters: Any,
    many: bool,
    error: BaseException,
) -> None:
    """Set `cursor` as a server would after a statement that changes or finds nothing, or raise `error`.

    `many`: `parameters` is a list of sets.
    """
    own = _SERVERS_OWN.search(str(error))
    if own is not None:
        raise explained(error, f"it reads {own.group(1)}, a system catalogue of a server") from None
    if not NOT_ITS_LANGUAGE.search(str(error)):
        raise error
    kind = verb(tokens)
    if around.dialect == "sqlite":
        if not (is_of_mysql(tokens) and does_nothing(around.catalogue, tokens)):
            raise error
        around.note(f"{kind} of MySQL about empty tables", GUESSED)  # a branch for MySQL that no other sign identifies
        cursor.execute("-- nothing")
        return
    effect = is_called_for_its_effect(tokens)
    if effect is not None:
        around.note(f"SELECT {effect}()", MEANING_LOST if effect == "setval" else NO_MEANING)
        cursor.execute("SELECT NULL")
    elif does_nothing(around.catalogue, tokens):
        around.note(f"{kind} about empty tables", EXACT)
        cursor.execute("SELECT NULL WHERE 0" if kind == "SELECT" else "-- nothing")
    elif _without_casts(cursor, reworded(statement, tokens), parameters, many):
        around.note(f"casts of literals and now() in {kind}", GUESSED)
    else:
        raise explained(
            error,
            f"this {kind} uses the SQL of another database, and its tables have rows; migralint does not "
            "translate data statements, because a wrong translation would go unnoticed",
        )


def _without_casts(cursor: Any, statement: str | None, parameters: Any, many: bool) -> bool:
    if statement is None:
        return False
    try:
        if many:
            cursor.executemany(statement, parameters)
        else:
            cursor.execute(statement, parameters or ())
    except sqlite3.Error:
        return False
    return True

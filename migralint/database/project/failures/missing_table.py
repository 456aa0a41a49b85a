"""Reads the name of a missing table from an error: the server's code decides, the text only gives the name."""

from __future__ import annotations

import re

from migralint.database.project.child_error import Facts

MISSING_TABLE = re.compile(
    r"(?:no such table: (?:main\.)?[\"'`]?|relation \"|Table '(?:migralint_scratch_\w+\.)?)([\w.$-]+)"
    r"(?!\S*\" already exists)"
)
"""The messages of SQLite, PostgreSQL and MySQL."""
OF_SERVERS = re.compile(
    r"(?i)(generate_series|unnest|regexp_\w+|jsonb?_\w+|pg_\w+|information_schema\.\w+|dual|sys\.\w+)$"
)
"""Functions and catalogue tables of a server that SQLite reports as missing tables."""
_NO_TABLE_TYPE = re.compile(r"^[\"'`]?([\w.$-]+)[\"'`]?$")
_QUOTED = re.compile(r"[\"'»«„“”‘’「]([\w.$-]+)[\"'»«„“”‘’」]")
_CODES = frozenset(("42P01", "1146", "42S02", "1051", "1109"))
"""undefined_table of PostgreSQL; ER_NO_SUCH_TABLE, ER_BAD_TABLE_ERROR and ER_UNKNOWN_TABLE of MySQL."""


def missing_table(facts: Facts) -> str | None:
    """Return the table that does not exist; None if the error has another cause."""
    if facts.sqlstate is not None:
        if facts.sqlstate not in _CODES:
            return None
        match = _QUOTED.search(facts.error)
        name = match.group(1) if match else None
        return None if name is None else re.sub(r"^migralint_scratch_\w+\.", "", name)
    match = MISSING_TABLE.search(facts.everything)
    if match is None and facts.is_a("NoSuchTableError"):
        match = _NO_TABLE_TYPE.match(facts.error)
    return None if match is None or OF_SERVERS.match(match.group(1)) else match.group(1)

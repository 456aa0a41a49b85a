"""Recognises errors about features that SQLite lacks, and finds the statement that was skipped before."""

from __future__ import annotations

import re

from migralint.database.project.child_error import Facts, LeftOutStatement
from migralint.database.project.failures.missing_table import MISSING_TABLE, OF_SERVERS

_UNSUPPORTED = (
    "syntax error",
    "no such function",
    "No support for ALTER",
    "unknown database",
    "unrecognized token",
    "no such collation",
    "no such module",
    "can't render element of type",
    "cannot render element",
    "Cannot add a",
    "Compiler ",
    "SQLite does not",
    "not supported in SQLite",
    "doesn't support",
    "no such savepoint",
    'near "',
    "row value misused",
    "incomplete input",
    "Error binding parameter",
    "probably unsupported type",
    "type is not supported",
)
"""Texts in errors about SQL that SQLite does not have. SQLite has no code for them: all are SQLITE_ERROR."""
_NAME = re.compile(r"no such (?:table|view|index|column|trigger): (?:main\.)?[\"'`]?([\w$-]+(?:\.[\w$-]+)?)")
_OPAQUE = re.compile(r"(?is)\s*(?:DO|CALL|SELECT)\b")
"""Matches statements that may create any object."""
_REFUSES_SQLITE = re.compile(
    r"(?is)(?:unsupported|not\s+support\w*|does\s*n[o']t\s+support|unknown|invalid|only\s+\w+|require[sd]?|must\s+be|"
    r"not\s+allowed|cannot\s+be\s+used)\b.{0,80}\bsqlite\b|"
    r"\bsqlite\b.{0,80}\b(?:unsupported|not\s+(?:yet\s+)?(?:supported|implemented|allowed|available)|is\s+not)\b"
)
_OF_PROJECT = ("OperationalError", "ProgrammingError", "CompileError", "UnsupportedCompilationError")


def is_unsupported(facts: Facts) -> bool:
    """Whether it failed because SQLite lacks a feature."""
    if facts.not_emulated is not None or any(
        OF_SERVERS.match(name) for name in MISSING_TABLE.findall(facts.everything)
    ):
        return True
    if facts.is_a("CompileError", "UnsupportedCompilationError", "NotImplementedError"):
        return True
    from_database = facts.original is not None or facts.is_a(
        "OperationalError", "ProgrammingError", "NotSupportedError"
    )
    return from_database and any(words in facts.everything for words in _UNSUPPORTED)


def refuses_sqlite(facts: Facts) -> bool:
    """Whether the project's own code reported that it does not run on SQLite."""
    own = facts.original is None and bool(facts.types) and not facts.is_a(*_OF_PROJECT)
    return own and _REFUSES_SQLITE.search(facts.error) is not None


def left_out_before(facts: Facts, table: str | None) -> LeftOutStatement | None:
    """Return the skipped statement that would have created the missing object."""
    match = _NAME.search(facts.everything)
    missing = table if table is not None else match.group(1) if match else None
    if missing is None:
        return None
    name = re.compile(rf"(?<![\w$]){re.escape(missing.rpartition('.')[2])}(?![\w$])", re.IGNORECASE)
    named = [one for one in facts.left_out if name.search(one.sql)]
    opaque = [one for one in facts.left_out if _OPAQUE.match(one.sql)]
    candidates = named or opaque
    return candidates[-1] if candidates else None

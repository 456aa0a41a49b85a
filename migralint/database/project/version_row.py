"""Distinguishes a failure of the version table from one of the project's own tables."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from migralint.database.project.child_error import Facts

VERSION_ROW = re.compile(r"(?is)\s*(?:INSERT\s+INTO|UPDATE)\s+\S+\s*(?:\(\s*)?(?:SET\s+)?[`\"]?version_num\b")
"""Matches the statements with which Alembic maintains its version table."""
TOO_LONG = re.compile(r"(?i)value too long|too long for|StringDataRightTruncation|truncated|Data too long")


def is_of_version_table(facts: Facts) -> bool:
    """Whether the failed statement writes the version row after a revision."""
    if facts.stage == "stamp":
        return True
    return bool(facts.sql and VERSION_ROW.match(facts.sql)) and facts.stage in ("upgrade", "create-all")


def explain_version_table(facts: Facts) -> str:
    """Return the explanation and the advice."""
    which = f"after revision {facts.revision} " if facts.revision else ""
    if TOO_LONG.search(facts.everything):
        return (
            f"the version table is too narrow for the id that Alembic writes {which}into it: Alembic creates its "
            "column version_num as VARCHAR(32); widen it in env.py or in a revision before that one, or choose "
            "a shorter id"
        )
    return f"the row of the version table cannot be written {which}".rstrip()


def own_columns(versions: Mapping[str, Any]) -> tuple[Mapping[str, Any], ...]:
    """Return the columns of the project's version table; empty if they are those that Alembic creates."""
    columns, plain = versions.get("columns", []), versions.get("plain", [])
    return () if columns == plain else tuple(columns)

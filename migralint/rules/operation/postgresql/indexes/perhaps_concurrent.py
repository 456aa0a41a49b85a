"""Whether an index is, or may be, built or dropped concurrently."""

from __future__ import annotations

import re

from migralint.changes.values.indexes import CreateIndex, DropIndex
from migralint.history.expression import SourceText
from migralint.history.operation import HOLE

_HOLE_FOR_THE_WORD = re.compile(rf"\bINDEX\s*{HOLE}", re.IGNORECASE)


def is_perhaps_concurrent(change: CreateIndex | DropIndex) -> bool:
    """Whether it has CONCURRENTLY, or computes that at run time."""
    if change.concurrently:
        return True
    if change.origin.form == "sql":
        return HOLE in change.origin.statement and _HOLE_FOR_THE_WORD.search(change.origin.statement) is not None
    return isinstance(change.origin.operation.keywords.get("postgresql_concurrently"), SourceText)

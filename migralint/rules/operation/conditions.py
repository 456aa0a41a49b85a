"""Conditions in SQL, as far as rules need them."""

from __future__ import annotations

import re

_ALWAYS = re.compile(r"\s*\(*\s*(?:1\s*=\s*1|true|1|'1'\s*=\s*'1'|0\s*=\s*0|not\s+false)\s*\)*\s*", re.IGNORECASE)
_IS_NULL = re.compile(r"\bIS\s+NULL\b", re.IGNORECASE)


def is_unconditional(where: str | None) -> bool:
    """Whether a statement affects every row: no WHERE, or one that is always true; one that is not literal may not
    be."""
    return where is None or bool(where and _ALWAYS.fullmatch(where))


def asks_for_null(where: str | None) -> bool:
    """Whether a condition selects rows with NULL."""
    return where is not None and _IS_NULL.search(where) is not None

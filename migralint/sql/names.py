"""Names as SQLite compares and quotes them."""

from __future__ import annotations

import re

_CAPITALS = re.compile("[A-Z]+")


def folded(name: str) -> str:
    """`name` as SQLite identifies it: of all letters it folds only those of ASCII."""
    return name.lower() if name.isascii() else _CAPITALS.sub(lambda match: match.group().lower(), name)


def same_name(one: str, other: str) -> bool:
    """Whether SQLite takes both for the same name."""
    return folded(one) == folded(other)


def quote(name: str) -> str:
    """The name in double quotes, as SQLite and PostgreSQL read it."""
    return '"' + name.replace('"', '""') + '"'

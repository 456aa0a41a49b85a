"""Names as SQLite compares and quotes them."""

from __future__ import annotations

import re

_CAPITALS = re.compile("[A-Z]+")


def folded(name: str) -> str:
    """`name` as SQLite compares it: only ASCII letters are folded."""
    return name.lower() if name.isascii() else _CAPITALS.sub(lambda match: match.group().lower(), name)


def same_name(one: str, other: str) -> bool:
    """Whether both are the same name in SQLite."""
    return folded(one) == folded(other)


def quote(name: str) -> str:
    """The name in double quotes, valid in SQLite and PostgreSQL."""
    return '"' + name.replace('"', '""') + '"'

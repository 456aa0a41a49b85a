"""Which databases the code of revisions mentions; pure."""

from __future__ import annotations

import re
from collections.abc import Iterable

_NAMES = "sqlite|postgresql|mysql|mariadb|mssql|oracle"
_MENTIONED = re.compile(
    rf"""\b(?P<option>{_NAMES})_\w+\s*=[^=]
    | \bdialects\.(?P<module>{_NAMES})\b
    | \bdialects\s+import\s+(?P<imported>\([^)]*\)|[^\n]*)
    | (?P<quote>["'])(?P<name>{_NAMES})(?P=quote)""",
    re.VERBOSE,
)
_NAME = re.compile(rf"\b(?:{_NAMES})\b")


def mentioned_databases(sources: Iterable[tuple[str, str]]) -> dict[str, tuple[str, int]]:
    """Return each dialect that the sources mention, with the first place: the name of the source, and the line.

    `sources`: a name and the code. A dialect is an argument such as `postgresql_where`, an import from SQLAlchemy's
    dialects, or its name as a string.
    """
    places: dict[str, tuple[str, int]] = {}
    for whose, source in sources:
        for match in _MENTIONED.finditer(source):
            line = source.count("\n", 0, match.start()) + 1
            for name in _NAME.findall(match["imported"] or match["option"] or match["module"] or match["name"]):
                places.setdefault(name, (whose, line))
    return places

"""Which constraint names the code of revision files uses; a text search, so it may find too many."""

from __future__ import annotations

import re
from collections.abc import Iterable

from migralint.source.reading import read_regular

DROPPED = re.compile(
    r"""drop_constraint\(\s*(?:constraint_name\s*=\s*)?["']([^"']+)["']"""
    r"""|\b(?:DROP|VALIDATE|RENAME|ALTER)\s+CONSTRAINT\s+(?:IF\s+EXISTS\s+)?["`]?(\w+)""",
    re.IGNORECASE,
)


def used_constraint_names(paths: Iterable[str]) -> frozenset[str]:
    """Return the names that `drop_constraint` and SQL in these files use. A file that cannot be read has no names."""
    names: set[str] = set()
    for path in paths:
        try:
            text = read_regular(path).decode("utf-8", "replace")
        except OSError:
            continue
        if "onstraint" in text or "ONSTRAINT" in text:
            names |= {one or other for one, other in DROPPED.findall(text)}
    return frozenset(names)

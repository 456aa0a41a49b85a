"""Naming conventions, as far as their literal text shows."""

from __future__ import annotations

import re

KEYS = {"foreign key": "fk", "unique": "uq", "check": "ck", "primary key": "pk", "exclude": "ex"}
"""SQLAlchemy's short names of the kinds of constraints."""
_NAMED = re.compile(r"naming_convention|NAMING_CONVENTION")


def has_convention(kind: str, *texts: str) -> bool:
    """Whether one of the texts sets a naming convention for a kind of constraint."""
    key = KEYS.get(kind, "")
    return any(_NAMED.search(text) and re.search(rf"[\"']{key}[\"']\s*:|\b{key}\s*=", text) for text in texts)


def convention_of(kind: str, *texts: str) -> str | None:
    """The template in one of the texts for a kind of constraint; None if there is none, or it is not literal."""
    key = KEYS.get(kind, "")
    for text in texts:
        found = re.search(rf"[\"']{key}[\"']\s*:\s*[\"']([^\"']+)[\"']", text) if _NAMED.search(text) else None
        if found is not None:
            return found.group(1)
    return None

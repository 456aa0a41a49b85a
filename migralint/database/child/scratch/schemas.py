"""Which schemas the two databases need: on SQLite they are attached files, so they must be known in advance."""

from __future__ import annotations

import re
from collections.abc import Iterable

from sqlalchemy import MetaData

NAMED = re.compile(r"""\b(?:\w*schema)\s*=\s*["']([A-Za-z_]\w*)["']""")
CREATED = re.compile(r"""\bCREATE\s+SCHEMA\s+(?:IF\s+NOT\s+EXISTS\s+)?["`]?([A-Za-z_]\w*)""", re.IGNORECASE)
RESERVED = frozenset(("main", "temp"))


def needed_schemas(metadata: Iterable[MetaData], paths: Iterable[str], others: Iterable[str]) -> set[str]:
    """Return the schema names in the models, those that are literally in the revision files `paths`, and `others`."""
    names = {name for name in others if name}
    for one in metadata:
        names |= {table.schema for table in one.tables.values() if table.schema}
    for path in paths:
        try:
            with open(path, "rb") as stream:
                text = stream.read().decode("utf-8", "replace")
        except OSError:
            continue
        if "schema" in text or "SCHEMA" in text:
            names |= set(NAMED.findall(text)) | set(CREATED.findall(text))
    return names - RESERVED

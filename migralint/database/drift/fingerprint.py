"""Digests of schema contents: equal for schemas that only differ in their name."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from hashlib import sha256

import msgspec
from msgspec.structs import replace

from migralint.database.drift.schema_names import json_of, qualifier
from migralint.schema.database import Database

_TOKEN = "\\u0000"
"""Replaces the name of the schema; no text of PostgreSQL can contain it."""
_FIELDS = (
    *("tables", "views", "triggers", "sequences", "enums", "domains", "types", "functions", "policies", "others"),
    "attributes",
)


def fingerprints(database: Database, schemas: Sequence[str]) -> Iterator[str]:
    """Yield a digest for each of `schemas`, in their order; `database` names every schema.

    If a text contains the schema's name in an unknown form, equal schemas get different digests, but never the reverse.
    """
    parts: dict[str | None, list[str]] = {}
    encode = msgspec.json.Encoder().encode
    for field in _FIELDS:
        for thing in getattr(database, field):
            parts.setdefault(thing.schema, []).append(f"{field} {encode(thing).decode('utf-8', 'surrogatepass')}")
    for access in database.access:
        schema = access.schema
        if access.sort == "schema":
            schema, access = access.name, replace(access, name="", target="")
        parts.setdefault(schema, []).append(f"access {encode(access).decode('utf-8', 'surrogatepass')}")
    for schema in schemas:
        unnamed = _unnamed(schema)
        digest = sha256()
        for part in sorted(map(unnamed, parts.get(schema, ()))):
            digest.update(part.encode("utf-8", "surrogatepass") + b"\0")
        yield digest.hexdigest()


class _Unnamed:
    """Replaces the name of a schema by a token, in the JSON of an object."""

    def __init__(self, schema: str) -> None:
        plain, quoted = json_of(schema), json_of('"' + schema.replace('"', '""') + '"')
        self._own = f'"schema":"{plain}"'
        self._qualifier = re.compile(qualifier(schema))
        self._path = re.compile(rf"(search_path (?:TO|=) '?)(?:{re.escape(quoted)}|{re.escape(plain)})(?![\w$])")

    def __call__(self, text: str) -> str:
        text = text.replace(self._own, f'"schema":"{_TOKEN}"')
        return self._path.sub(rf"\1\{_TOKEN}", self._qualifier.sub(rf"\{_TOKEN}", text))


_unnamed = _Unnamed

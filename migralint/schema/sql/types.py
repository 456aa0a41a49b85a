"""Which declared types are the same type under two names."""

from __future__ import annotations

import re
from functools import lru_cache

from migralint.sql.tokens import tokenize

_SYNONYMS = {
    "INT": "INTEGER",
    "INT4": "INTEGER",
    "INT2": "SMALLINT",
    "INT8": "BIGINT",
    "BOOL": "BOOLEAN",
    "DEC": "NUMERIC",
    "DECIMAL": "NUMERIC",
    "CHARACTER": "CHAR",
    "CHARACTER VARYING": "VARCHAR",
    "CHAR VARYING": "VARCHAR",
    "NATIONAL CHARACTER": "NCHAR",
    "NATIONAL CHAR": "NCHAR",
    "NATIONAL CHARACTER VARYING": "NVARCHAR",
    "NATIONAL CHAR VARYING": "NVARCHAR",
    "CHARACTER LARGE OBJECT": "CLOB",
    "BINARY VARYING": "VARBINARY",
    "DOUBLE": "DOUBLE PRECISION",
    "FLOAT8": "DOUBLE PRECISION",
    "FLOAT4": "REAL",
    "TIMESTAMP WITHOUT TIME ZONE": "TIMESTAMP",
    "TIMESTAMPTZ": "TIMESTAMP WITH TIME ZONE",
    "TIME WITHOUT TIME ZONE": "TIME",
    "TIMETZ": "TIME WITH TIME ZONE",
}
"""Names that the SQL standard or PostgreSQL define as the same type; VARCHAR and TEXT, for example, are different."""

_PARTS = re.compile(r"^(?P<before>[^()]*?)\s*(?:\((?P<arguments>[^()]*)\)\s*(?P<after>[^()]*))?$")


@lru_cache(maxsize=1024)
def canonical_type(declared: str) -> tuple[str, ...]:
    """Return the name and the arguments of the type, equal for two spellings of the same type.

    Words on both sides of the arguments belong to the name: `TIMESTAMP(3) WITH TIME ZONE`.
    """
    if "/*" in declared or "--" in declared:  # SQLite stores comments before GENERATED as part of the type
        declared = " ".join(token.text for token in tokenize(declared))
    match = _PARTS.match(declared.strip().strip('"`'))
    if match is None:
        return (" ".join(declared.upper().split()),)
    words = " ".join(f"{match['before']} {match['after'] or ''}".upper().split())
    arguments = tuple(part.strip().upper() for part in (match["arguments"] or "").split(",") if part.strip())
    return (_SYNONYMS.get(words, words), *arguments)

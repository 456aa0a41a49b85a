"""The SQLAlchemy type of a declared type."""

from __future__ import annotations

from migralint.schema.opsource.layout import Code
from migralint.schema.opsource.python import Value, call
from migralint.schema.opsource.python import collation as quoted_collation
from migralint.schema.opsource.types import PLAIN, SIZED
from migralint.schema.sql.types import canonical_type

_PLAIN = {
    **PLAIN,
    "TIMESTAMP WITH TIME ZONE": "sa.TIMESTAMP",
    "DOUBLE PRECISION": "sa.Double",
    "BYTEA": "sa.LargeBinary",
    "UUID": "sa.Uuid",
}
_POSTGRESQL = {
    "JSONB",
    "INET",
    "CIDR",
    "MACADDR",
    "MONEY",
    "OID",
    "TSVECTOR",
    "TSQUERY",
    "INTERVAL",
    "HSTORE",
    "CITEXT",
    "INT4RANGE",
    "INT8RANGE",
    "NUMRANGE",
    "DATERANGE",
    "TSRANGE",
    "TSTZRANGE",
}


def sqlalchemy_type(declared: str, collation: str | None = None) -> Code | None:
    """Return the source of the type; None if it is unknown. PostgreSQL's own types need the import of its dialect."""
    if declared.endswith("[]"):
        item = sqlalchemy_type(declared[:-2])
        return None if item is None else Code(call("sa.ARRAY", item))
    name, *arguments = canonical_type(declared)
    if collation is not None and quoted_collation(collation) == collation:
        return None  # SQLAlchemy would quote schema and name as one
    collated: dict[str, Value] = {"collation": collation} if collation is not None else {}
    if name in SIZED and len(arguments) <= 1:
        sizes: dict[str, Value] = {"length": Code(arguments[0])} if arguments else {}
        return Code(call(SIZED[name], **sizes, **collated))
    if collated:
        return None
    if name == "NUMERIC" and len(arguments) <= 2:
        return Code(call("sa.Numeric", **dict(zip(("precision", "scale"), map(Code, arguments), strict=False))))
    if name in _PLAIN and not arguments:
        zone: dict[str, Value] = {"timezone": True} if name.endswith("WITH TIME ZONE") else {}
        return Code(call(_PLAIN[name], **zone))
    if name in _POSTGRESQL and not arguments:
        return Code(f"postgresql.{name}()")
    return None

"""The SQLAlchemy type for which a database prints the type of a column."""

from __future__ import annotations

import re
from collections.abc import Mapping

from migralint.schema.objects import EnumType
from migralint.schema.opsource.layout import Call, Code, Node, call
from migralint.schema.opsource.types import PLAIN, SIZED

_DECLARED = re.compile(r"([A-Za-z_][\w ]*?)\s*(?:\(\s*(\d+)\s*(?:,\s*(\d+)\s*)?\))?")
_ZONED = re.compile(r"(timestamp|time)(?:\((\d)\))? (with|without) time zone")

_NUMERIC = {"NUMERIC": "sa.Numeric", "DECIMAL": "sa.DECIMAL"}
_POSTGRESQL = {
    "integer": "sa.Integer",
    "smallint": "sa.SmallInteger",
    "bigint": "sa.BigInteger",
    "boolean": "sa.Boolean",
    "date": "sa.Date",
    "text": "sa.Text",
    "real": "sa.REAL",
    "double precision": "postgresql.DOUBLE_PRECISION",
    "json": "postgresql.JSON",
    "bytea": "sa.LargeBinary",
    "interval": "postgresql.INTERVAL",
    **{
        name: f"postgresql.{name.upper()}"
        for name in (
            *("jsonb", "uuid", "inet", "cidr", "macaddr", "money", "oid", "tsvector", "hstore"),
            *("int4range", "int8range", "numrange", "daterange", "tsrange", "tstzrange"),
        )
    },
}
_POSTGRESQL_SIZED = {"character varying": "sa.String", "character": "sa.CHAR", "numeric": "sa.Numeric"}


def type_node(declared: str, collation: str | None, dialect: str, enums: Mapping[str, EnumType]) -> Node | None:
    """Return the source of the type; None if SQLAlchemy cannot express it.

    `enums`: by the name that PostgreSQL prints.
    """
    if declared in enums:
        return Code(variable(enums[declared]))
    type_call = _sqlite(declared) if dialect == "sqlite" else _postgresql(declared, enums)
    if collation is None or type_call is None:
        return type_call
    if collation.startswith('"') and '"."' in collation:
        return None  # SQLAlchemy would quote schema and name as one
    if type_call.function in ("sa.String", "sa.Text", "sa.CHAR"):
        return call(type_call.function, **(type_call.keywords or {}), collation=collation)
    return None


def variable(enum: EnumType) -> str:
    """Return the name of the module variable for an enum type."""
    name = re.sub(r"\W", "_", f"{enum.schema}_{enum.name}" if enum.schema else enum.name).lower()
    return f"{name}_type"


def _sqlite(declared: str) -> Call | None:
    match = _DECLARED.fullmatch(declared)
    if match is None:
        return None
    name, *sizes = match.groups()
    arguments = [Code(size) for size in sizes if size is not None]
    if name in PLAIN and not arguments:
        return call(PLAIN[name])
    if name in SIZED and len(arguments) < 2:
        return call(SIZED[name], **dict(zip(("length",), arguments, strict=False)))
    if name in _NUMERIC:
        return call(_NUMERIC[name], **dict(zip(("precision", "scale"), arguments, strict=False)))
    return None


def _postgresql(declared: str, enums: Mapping[str, EnumType]) -> Call | None:
    if declared.endswith("[]"):
        item = type_node(declared[:-2], None, "postgresql", enums)
        return None if item is None else call("postgresql.ARRAY", item)
    if declared in _POSTGRESQL:
        return call(_POSTGRESQL[declared])
    zoned = _ZONED.fullmatch(declared)
    if zoned is not None:
        kind, precision, with_zone = zoned.groups()
        zone: dict[str, Node] = {"timezone": True} if with_zone == "with" else {}
        if precision is not None:
            return call(f"postgresql.{kind.upper()}", **zone, precision=Code(precision))
        return call("sa.DateTime" if kind == "timestamp" else "sa.Time", **zone)
    match = _DECLARED.fullmatch(declared)
    if match is None or match[1] not in _POSTGRESQL_SIZED:
        return None
    names = ("precision", "scale") if match[1] == "numeric" else ("length",)
    arguments = [Code(size) for size in match.groups()[1:] if size is not None]
    if match[1] == "numeric" and len(arguments) == 2 and arguments[1].text == "0":
        arguments.pop()
    return call(_POSTGRESQL_SIZED[match[1]], **dict(zip(names, arguments, strict=False)))

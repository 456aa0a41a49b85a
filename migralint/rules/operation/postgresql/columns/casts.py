"""Which type changes PostgreSQL makes without rewriting the table, and which it does not make implicitly."""

from __future__ import annotations

import re

from msgspec.structs import replace

from migralint.changes.state.schema import SchemaState
from migralint.changes.types import NUMBERS, TEXTS, UNKNOWN_TYPE, Type

_FRACTIONS = frozenset({"timestamp", "timestamptz", "time", "timetz"})
_NO_LENGTH = frozenset({"text", "bytea", "citext"})
_STRINGS = frozenset({*TEXTS, "citext"})
_NUMBERS = frozenset({*NUMBERS, "real"})
_CHECKED = frozenset(
    {
        *_STRINGS, *_NUMBERS, *_FRACTIONS, "date", "interval", "boolean", "json", "jsonb", "uuid", "bytea", "enum",
        "array", "inet", "cidr", "macaddr", "xml", "bit", "varbit", "tsvector", "oid", "money", "hstore",
    }
)  # fmt: skip
"""Families with known casts; the tests compare them with a server."""
_SERIALS = {"serial": "integer", "bigserial": "bigint", "smallserial": "smallint"}
_RELABELLED = frozenset(
    {
        ("varchar", "text"), ("text", "varchar"), ("citext", "text"), ("citext", "varchar"), ("text", "citext"),
        ("varchar", "citext"), ("cidr", "inet"), ("xml", "text"), ("xml", "varchar"), ("bit", "varbit"),
        ("integer", "oid"), ("oid", "integer"),
    }
)  # fmt: skip
"""Different names for the same bytes."""
_AUTOMATIC = frozenset(
    {
        ("date", "timestamp"), ("date", "timestamptz"), ("timestamp", "date"), ("timestamp", "time"),
        ("timestamp", "timestamptz"), ("timestamptz", "timestamp"), ("timestamptz", "date"), ("timestamptz", "time"),
        ("timestamptz", "timetz"), ("time", "timetz"), ("time", "interval"), ("timetz", "time"), ("interval", "time"),
        ("json", "jsonb"), ("jsonb", "json"), ("inet", "cidr"), ("cidr", "inet"), ("bit", "varbit"), ("varbit", "bit"),
        ("integer", "money"), ("bigint", "money"), ("numeric", "money"), ("money", "numeric"), ("integer", "oid"),
        ("bigint", "oid"), ("smallint", "oid"), ("oid", "integer"), ("oid", "bigint"),
    }
)  # fmt: skip
"""Pairs with an assignment cast."""


def on_server(kind: Type | None, state: SchemaState) -> Type:
    """A type as PostgreSQL stores it, with the default length if none is written; UNKNOWN_TYPE if that cannot be
    known."""
    if kind is None:
        return UNKNOWN_TYPE
    kind = kind.on("postgresql")
    family = _SERIALS.get(kind.family, kind.family)
    if ".mysql." in kind.function or kind.function.startswith("mysql."):
        return UNKNOWN_TYPE
    if family == "enum":
        return _enum(kind)
    if kind.name is not None:  # a name in SQL that is not a type of the language
        held = state.type(kind.name)
        known = held is not None and held.values is not None
        return Type("enum", name=kind.name.lower()) if known else UNKNOWN_TYPE
    if family not in _CHECKED:
        return UNKNOWN_TYPE
    made = Type(family, kind.length, kind.precision, kind.scale, item=kind.item, collation=kind.collation.strip('"'))
    if family in _NO_LENGTH:
        return replace(made, length=None)
    if family in ("float", "real"):
        short = family == "real" or (kind.precision or 53) <= 24
        return Type("real" if short else "float")
    if family == "numeric":
        return replace(made, scale=(kind.scale or 0) if kind.precision is not None else None)
    if family in _FRACTIONS:
        return replace(made, length=6 if kind.length is None else kind.length)
    if family in ("char", "bit"):
        return replace(made, length=1 if kind.length is None else kind.length)
    if family == "array":
        item = on_server(kind.item, state)
        return replace(made, item=item) if item.is_known else UNKNOWN_TYPE
    return made


def _enum(kind: Type) -> Type:
    if kind.native:
        return Type("enum", name=kind.name.lower()) if kind.name is not None else UNKNOWN_TYPE
    if kind.values is None or "length" in kind.text:
        return UNKNOWN_TYPE
    return Type("varchar", max(map(len, kind.values)))


def keeps_rows(old: Type, new: Type) -> bool:
    """Whether rows stay as they are when a column changes from one known type to another, both `on_server`.

    An index on the plain column also stays, unless the collation changes. Between times with and without zone the rows
    stay only if the session's time zone is UTC: the result is False.
    """
    if old.family == new.family:
        return _same_family(old, new)
    if (old.family, new.family) not in _RELABELLED:
        return False
    return new.family not in ("varchar", "varbit") or new.length is None


def _same_family(old: Type, new: Type) -> bool:
    match new.family:
        case "varchar" | "varbit":
            return new.length is None or (old.length is not None and new.length >= old.length)
        case "timestamp" | "timestamptz" | "time" | "timetz":
            return (new.length or 0) >= (old.length or 0)
        case "numeric":
            if new.precision is None:
                return True
            return old.precision is not None and new.precision >= old.precision and new.scale == old.scale
        case "array":
            return old.shape == new.shape or _drops_limit(old.item, new.item)
    return (old.length, old.name) == (new.length, new.name)


def _drops_limit(old: Type | None, new: Type | None) -> bool:
    """Whether the type of an array's items stays the same, except that its length or precision is dropped."""
    unlimited = new is not None and (new.length, new.precision) == (None, None)
    return unlimited and old is not None and new is not None and (old.family, old.name) == (new.family, new.name)


def casts_by_itself(old: Type, new: Type) -> bool:
    """Whether ALTER COLUMN TYPE needs no USING from one known type to another, both `on_server`."""
    if old.family == new.family:
        if old.family == "array" and old.item is not None and new.item is not None:
            return casts_by_itself(old.item, new.item)
        return old.family != "enum" or old.name == new.name
    if new.family in _STRINGS:
        return True
    if {old.family, new.family} <= _NUMBERS:
        return True
    return (old.family, new.family) in _AUTOMATIC


def is_plain_cast(using: str, column: str) -> bool:
    """Whether a USING has no effect of its own: it is the column, or one cast of it."""
    name = re.escape(column)
    plain = rf'\(?\s*"?{name}"?\s*\)?(?:\s*::\s*[\w ]+(?:\([\d, ]*\))?)?'
    return re.fullmatch(plain, using.strip(), re.IGNORECASE) is not None


def type_name(kind: Type) -> str:
    """A type in SQL syntax."""
    if kind.family == "array" and kind.item is not None:
        return f"{type_name(kind.item)}[]"
    if kind.family == "enum":
        return kind.name or "an enum"
    numbers = [str(one) for one in (kind.length, kind.precision, kind.scale) if one is not None]
    if kind.family in _FRACTIONS and kind.length == 6:
        numbers = []
    size = f"({', '.join(numbers)})" if numbers else ""
    return f"{kind.family}{size}"

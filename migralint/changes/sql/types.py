"""Reads a type as SQL writes it."""

from __future__ import annotations

from migralint.changes.sql.reader import Words, commas, string_value
from migralint.changes.types import UNKNOWN_TYPE, Type
from migralint.history.operation import HOLE
from migralint.sql.tokens import TokenKind

_FAMILIES = {
    "INT": "integer", "INTEGER": "integer", "INT4": "integer", "BIGINT": "bigint", "INT8": "bigint",
    "SMALLINT": "smallint", "INT2": "smallint", "TINYINT": "tinyint", "MEDIUMINT": "mediumint", "SERIAL": "serial",
    "SERIAL4": "serial", "BIGSERIAL": "bigserial", "SERIAL8": "bigserial", "SMALLSERIAL": "smallserial",
    "NUMERIC": "numeric", "DECIMAL": "numeric", "DEC": "numeric", "REAL": "real", "FLOAT": "float", "FLOAT8": "float",
    "FLOAT4": "real", "DOUBLE": "float", "BOOL": "boolean", "BOOLEAN": "boolean", "VARCHAR": "varchar",
    "CHARACTER": "char", "CHAR": "char", "TEXT": "text", "MEDIUMTEXT": "mediumtext", "LONGTEXT": "longtext",
    "TINYTEXT": "tinytext", "DATE": "date", "TIME": "time", "DATETIME": "timestamp", "TIMESTAMP": "timestamp",
    "TIMESTAMPTZ": "timestamptz", "INTERVAL": "interval", "JSON": "json", "JSONB": "jsonb", "UUID": "uuid",
    "BYTEA": "bytea", "BLOB": "bytea", "VARBINARY": "bytea", "BINARY": "bytea", "ENUM": "enum", "SET": "set",
    "CITEXT": "citext", "INET": "inet", "MONEY": "money", "BIT": "bit", "VARBIT": "varbit", "HSTORE": "hstore",
    "TSVECTOR": "tsvector", "NVARCHAR": "varchar", "CLOB": "text", "XML": "xml", "OID": "oid", "YEAR": "year",
    "STRING": "text", "CIDR": "cidr", "MACADDR": "macaddr", "TSQUERY": "tsquery", "INT4RANGE": "int4range",
    "INT8RANGE": "int8range", "NUMRANGE": "numrange", "DATERANGE": "daterange", "TSRANGE": "tsrange",
    "TSTZRANGE": "tstzrange", "JSONPATH": "jsonpath", "REGCLASS": "regclass", "BPCHAR": "char", "TIMETZ": "timetz",
}  # fmt: skip
_SIZED = frozenset({"varchar", "char", "bytea", "bit", "varbit"})


def read_type(words: Words) -> Type:
    """Read a type; UNKNOWN_TYPE if there is none. A name that is not an SQL type may be that of an enum: it is in
    `name`."""
    start = words.at
    token = words.token
    if token is None or not (token.is_name):
        return UNKNOWN_TYPE
    family = _FAMILIES.get(token.word, "")
    if not family:
        named = words.table()
        result = Type(named.name.lower() if named is not None else "", name=named.name if named is not None else None)
        words.parenthesised()
    else:
        words.at += 1
        result = _known(words, family, token.word)
    array = False
    while words.accept("ARRAY") or (words.token is not None and words.token.text.startswith("[")):
        array = True
        if words.token is not None and words.token.text.startswith("["):  # the tokenizer reads brackets as quotes
            words.at += 1
    text = words.text(words.tokens[start : words.at])
    if HOLE in text:
        return Type("", text=text)
    if array:
        return Type("array", item=result, text=text)
    collation = ""
    if words.sees("COLLATE"):
        words.at += 1
        named = words.table()
        collation = named.name if named is not None else ""
    return Type(
        result.family,
        result.length,
        result.precision,
        result.scale,
        result.values,
        result.name,
        collation=collation,
        text=text,
    )


def _known(words: Words, family: str, word: str) -> Type:
    if word == "DOUBLE":
        words.accept("PRECISION")
    if word in ("CHARACTER", "CHAR", "BIT") and words.accept("VARYING"):
        family = "varbit" if word == "BIT" else "varchar"
    inner = words.parenthesised()
    parts = commas(inner)
    numbers = [int(part[0].text) for part in parts if part[0].kind is TokenKind.NUMBER and part[0].text.isdigit()]
    first = numbers[0] if numbers else None
    while words.accept_any("UNSIGNED", "SIGNED", "ZEROFILL"):
        pass
    if family in ("enum", "set"):
        values = tuple(string_value(part[0]) for part in parts if part[0].kind is TokenKind.STRING)
        return Type(family, values=values or None)
    if family in _SIZED:
        return Type(family, length=first)
    if family == "numeric":
        return Type(family, precision=first, scale=numbers[1] if len(numbers) > 1 else None)
    if family in ("timestamp", "time", "timestamptz", "timetz"):
        if words.accept("WITH", "TIME", "ZONE"):
            family = "timestamptz" if family == "timestamp" else "timetz"
        words.accept("WITHOUT", "TIME", "ZONE")
        return Type(family, length=first)
    if word == "TINYINT" and first == 1:
        return Type("boolean")
    return Type(family)

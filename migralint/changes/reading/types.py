"""Reads a type as SQLAlchemy writes it: `sa.String(40)`, `postgresql.ENUM("a", name="mood")`."""

from __future__ import annotations

from msgspec.structs import replace

from migralint.changes.types import UNKNOWN_TYPE, Type
from migralint.history.expression import CallText, SourceText

_FAMILIES = {
    "String": "varchar", "VARCHAR": "varchar", "Unicode": "varchar", "NVARCHAR": "varchar", "CHAR": "char",
    "NCHAR": "char", "Text": "text", "TEXT": "text", "UnicodeText": "text", "CLOB": "text", "MEDIUMTEXT": "mediumtext",
    "LONGTEXT": "longtext", "TINYTEXT": "tinytext", "Integer": "integer", "INTEGER": "integer", "INT": "integer",
    "BigInteger": "bigint", "BIGINT": "bigint", "SmallInteger": "smallint", "SMALLINT": "smallint",
    "TINYINT": "tinyint", "MEDIUMINT": "mediumint", "Numeric": "numeric", "NUMERIC": "numeric", "DECIMAL": "numeric",
    "Float": "float", "FLOAT": "float", "REAL": "real", "Double": "float", "DOUBLE": "float",
    "DOUBLE_PRECISION": "float", "Boolean": "boolean", "BOOLEAN": "boolean", "Date": "date", "DATE": "date",
    "Time": "time", "TIME": "time", "DateTime": "timestamp", "DATETIME": "timestamp", "TIMESTAMP": "timestamp",
    "Interval": "interval", "INTERVAL": "interval", "JSON": "json", "JSONB": "jsonb", "Uuid": "uuid", "UUID": "uuid",
    "LargeBinary": "bytea", "BINARY": "bytea", "VARBINARY": "bytea", "BYTEA": "bytea", "BLOB": "bytea",
    "Enum": "enum", "ENUM": "enum", "SET": "set", "ARRAY": "array", "INET": "inet", "CIDR": "cidr",
    "MACADDR": "macaddr", "HSTORE": "hstore", "TSVECTOR": "tsvector", "CITEXT": "citext", "MONEY": "money",
    "BIT": "bit", "OID": "oid", "INT4RANGE": "int4range", "INT8RANGE": "int8range", "NUMRANGE": "numrange",
    "DATERANGE": "daterange", "TSRANGE": "tsrange", "TSTZRANGE": "tstzrange", "YEAR": "year", "DOMAIN": "domain",
    "MEDIUMBLOB": "mediumblob", "LONGBLOB": "longblob", "TINYBLOB": "tinyblob", "TSQUERY": "tsquery",
    "JSONPATH": "jsonpath", "REGCLASS": "regclass",
}  # fmt: skip
"""SQLAlchemy's names; a type of any other name is defined elsewhere, and nothing is known about it."""
_SIZED = frozenset({"varchar", "char", "text", "bytea", "bit"})


def read_type(value: object) -> Type:
    """The type that an argument names; UNKNOWN_TYPE, with its text, unless it is one of SQLAlchemy's."""
    if isinstance(value, SourceText):
        call = value.call()
        if call is not None:
            return replace(_called(call), text=value.text)
        return replace(_plain(value.text), text=value.text)
    return UNKNOWN_TYPE


def _plain(text: str) -> Type:
    """The type of a class without parentheses: `sa.Integer`."""
    words = text.replace(".", "").replace("_", "")
    if not words.isalnum():
        return UNKNOWN_TYPE
    return _called(CallText(text, (), {}))


def _called(call: CallText) -> Type:
    if call.name == "with_variant" and call.receiver is not None:
        return _with_variant(call)
    family = _FAMILIES.get(call.name)
    if family is None or not _is_sqlalchemy(call.function):
        return Type("", function=call.function)
    arguments, keywords = call.arguments, call.keywords
    if family in ("enum", "set"):
        return _enum(call, family)
    result = Type(family, function=call.function)
    if family in _SIZED:
        result = replace(result, length=_number(arguments, keywords, 0, "length"))
    elif family == "numeric":
        result = replace(
            result,
            precision=_number(arguments, keywords, 0, "precision"),
            scale=_number(arguments, keywords, 1, "scale"),
        )
    elif family in ("timestamp", "time"):
        zone = keywords.get("timezone", arguments[0] if arguments else False)
        length = _number((), keywords, 0, "precision")
        fractional = keywords.get("fsp")
        result = replace(result, length=fractional if isinstance(fractional, int) else length)
        if isinstance(zone, SourceText):
            return Type("", function=call.function)
        if zone is True and family == "timestamp":
            result = replace(result, family="timestamptz")
        elif zone is True:
            result = replace(result, family="timetz")
    elif family == "array":
        result = replace(result, item=read_type(arguments[0]) if arguments else None)
    elif family == "float" and isinstance(_number(arguments, keywords, 0, "precision"), int):
        result = replace(result, precision=_number(arguments, keywords, 0, "precision"))
    collation = keywords.get("collation")
    if isinstance(collation, str):
        result = replace(result, collation=collation)
    if any(isinstance(one, SourceText) for one in (*arguments, *keywords.values())) and family in (
        *_SIZED,
        "numeric",
    ):
        return Type("", function=call.function)  # a length that is not literal
    return result


def _enum(call: CallText, family: str) -> Type:
    values: tuple[str, ...] | None = tuple(one for one in call.arguments if isinstance(one, str))
    name = call.keywords.get("name")
    if len(values or ()) != len(call.arguments) or not values:
        values = None
        first = call.arguments[0] if call.arguments else None
        if name is None and isinstance(first, SourceText) and first.text.replace(".", "").isidentifier():
            name = first.text.rpartition(".")[2].lower()  # the type is named after a Python class
        if isinstance(first, tuple | list) and all(isinstance(one, str) for one in first):
            values = tuple(first)
    native = call.keywords.get("native_enum", True)
    return Type(
        family,
        values=values,
        name=name if isinstance(name, str) else None,
        native=native is not False,
        create_type=call.keywords.get("create_type", True) is not False,
        function=call.function,
    )


def _with_variant(call: CallText) -> Type:
    base = read_type(call.receiver)
    variant = read_type(call.arguments[0]) if call.arguments else UNKNOWN_TYPE
    dialects = tuple((name, variant) for name in call.arguments[1:] if isinstance(name, str))
    return replace(base, variants=(*base.variants, *dialects))


def _number(arguments: tuple[object, ...], keywords: dict[str, object], at: int, name: str) -> int | None:
    value = keywords.get(name, arguments[at] if len(arguments) > at else None)
    return value if type(value) is int else None


def _is_sqlalchemy(function: str) -> bool:
    """Whether a name of an SQLAlchemy type most likely means that type, not a class of the project or another
    package."""
    root = function.partition(".")[0]
    return "." not in function or root in (
        *("sqlalchemy", "sa", "postgresql", "mysql", "sqlite", "pg", "types", "sqltypes", "dialects", "oracle"),
        *("mssql", "mariadb", "db"),
    )

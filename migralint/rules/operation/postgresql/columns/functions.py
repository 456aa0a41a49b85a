"""Functions of PostgreSQL that return a different value for each row: a default that calls one is stored row by row."""

from __future__ import annotations

import re
from typing import Literal

from migralint.changes.definitions import Default

VOLATILE = frozenset(
    {
        "gen_random_uuid", "uuid_generate_v1", "uuid_generate_v1mc", "uuid_generate_v4", "uuidv4", "uuidv7", "random",
        "random_normal", "gen_random_bytes", "clock_timestamp", "timeofday", "nextval", "setval",
    }
)  # fmt: skip
STABLE = frozenset(
    {
        "now", "current_timestamp", "current_date", "current_time", "localtimestamp", "localtime",
        "transaction_timestamp", "statement_timestamp", "txid_current", "pg_current_xact_id", "current_user",
        "session_user", "current_setting", "current_schema", "current_database", "date_trunc", "date_part", "extract",
        "age", "timezone", "to_timestamp", "to_date", "to_char", "to_number", "to_json", "to_jsonb", "make_date",
        "make_time", "make_timestamp", "make_timestamptz", "make_interval", "lower", "upper", "coalesce", "nullif",
        "greatest", "least", "concat", "concat_ws", "md5", "encode", "decode", "json_build_object",
        "json_build_array", "jsonb_build_object", "jsonb_build_array", "array_fill", "string_to_array", "cast",
        "uuid_generate_v3", "uuid_generate_v5", "uuid_nil", "floor", "ceil", "round", "abs", "length", "substring",
        "substr", "replace", "trim", "left", "right", "lpad", "rpad", "repeat", "row", "array",
    }
)  # fmt: skip
_TYPES = frozenset(
    {
        "varchar", "char", "character", "varying", "numeric", "decimal", "timestamp", "timestamptz", "time", "timetz",
        "interval", "bit", "varbit", "float", "bpchar",
    }
)  # fmt: skip
_CALL = re.compile(r"([A-Za-z_][\w.]*)\s*\(")
_OF_SQLALCHEMY = re.compile(r"\bfunc\.([\w.]+)\s*\(")
_LITERAL = re.compile(r"'(?:[^']|'')*'")
Kind = Literal["volatile", "stable", "unknown"]


def called(default: Default) -> tuple[str, ...]:
    """The functions in a default, in lower case, without their schemas."""
    if default.kind not in ("text", "function") or default.text is None:
        return ()
    names = _CALL.findall(_LITERAL.sub("''", default.text))
    if default.kind == "function":  # arguments that are calls are only in its source
        names += _OF_SQLALCHEMY.findall(default.source)
    return tuple(name.rpartition(".")[2].lower() for name in names)


def kind_of(default: Default) -> tuple[Kind, str]:
    """Whether a default has a new value for each row, with the function that causes it."""
    unknown = ""
    for name in called(default):
        if name in VOLATILE:
            return "volatile", name
        if name not in STABLE and name not in _TYPES:
            unknown = unknown or name
    return ("unknown", unknown) if unknown else ("stable", "")

"""Which default values are the same value, whatever their spelling.

SQLite's rules: https://sqlite.org/datatype3.html (column affinity) and https://sqlite.org/lang_createtable.html
(the DEFAULT clause: a bare or double-quoted word there is a string).
"""

from __future__ import annotations

import re

from migralint.sql.tokens import Token, TokenKind, tokenize

_TRUE = {"true", "t", "yes", "y", "on", "1"}
_FALSE = {"false", "f", "no", "n", "off", "0"}
_DECIMAL = re.compile(r"[ \t\n\v\f\r]*[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?[ \t\n\v\f\r]*")
"""The strings that SQLite accepts as numbers: no hexadecimal digits, and no blank after a sign."""


def number(text: str) -> str:
    """Return the canonical spelling of a number; an integer and a real of the same value stay distinct.

    SQLite treats an integer beyond 64 bits as a real.
    """
    lowered = text.lower()
    if lowered.startswith("0x"):
        return str((int(lowered, 16) + 2**63) % 2**64 - 2**63)  # the first of 64 bits is the sign
    if lowered.isdigit() and len(digits := lowered.lstrip("0")) < 20 and int(digits or "0") < 2**63:
        return digits or "0"
    return repr(float(lowered))


def affinity(declared_type: str) -> str:
    """Return SQLite's affinity of a declared type: "INTEGER", "TEXT", "BLOB", "REAL" or "NUMERIC"."""
    name = declared_type.upper()
    if "INT" in name:
        return "INTEGER"
    if any(word in name for word in ("CHAR", "CLOB", "TEXT")):
        return "TEXT"
    if not name or "BLOB" in name:
        return "BLOB"
    return "REAL" if any(word in name for word in ("REAL", "FLOA", "DOUB")) else "NUMERIC"


def literal(tokens: tuple[Token, ...]) -> tuple[str, str] | None:
    """Return the kind ("string", "number", "blob", "null") and the value of a literal; None for anything else."""
    sign = ""
    while len(tokens) == 2 and tokens[0].is_operator("-", "+"):
        sign, tokens = ("-" if tokens[0].value == "-" else ""), tokens[1:]
    if len(tokens) != 1:
        return None
    token = tokens[0]
    match token.kind:
        case TokenKind.NUMBER:
            value = number(token.value)
            if sign and token.value == str(2**63):
                value = token.value  # the only integer that is in range only with its sign
            negated = value[1:] if sign and value.startswith("-") else sign + value
            return ("number", value if value in ("0", "0.0") else negated)
        case TokenKind.STRING | TokenKind.BLOB if not sign:
            return (token.kind.value, token.value)
        case TokenKind.NAME if not sign:
            return ("string", token.value)
        case TokenKind.WORD if not sign:
            match token.value:
                case "NULL":
                    return ("null", "")
                case "TRUE" | "FALSE":
                    return ("number", "1" if token.value == "TRUE" else "0")
                case "CURRENT_TIMESTAMP" | "CURRENT_DATE" | "CURRENT_TIME":
                    return None
            return ("string", token.text)
    return None


def stored_value(tokens: tuple[Token, ...], declared_type: str, *, loose_booleans: bool) -> tuple[str, str] | None:
    """Return the value that a literal default stores in a column of SQLite, as in `literal`; None if it is no literal.

    With `loose_booleans`, a string that other databases read as true or false has that value in a BOOLEAN column.
    """
    default = literal(tokens)
    if default is None:
        return None
    kind, value = default
    column = affinity(declared_type)
    if loose_booleans and kind == "string" and declared_type.upper() in ("BOOLEAN", "BOOL"):
        if value.strip().lower() in _TRUE:
            return ("number", "1")
        if value.strip().lower() in _FALSE:
            return ("number", "0")
    if kind == "number" and column == "TEXT" and _is_written_so(value):
        return ("string", value)
    if kind in ("string", "number") and column in ("INTEGER", "NUMERIC", "REAL"):
        return _numeric(kind, value, column)
    return default


def _is_written_so(value: str) -> bool:
    """Whether SQLite converts the number to the same text: it writes exponents differently, and at most 15 digits."""
    return "e" not in value and ("." not in value or float(f"{float(value):.15g}") == float(value))


def _numeric(kind: str, value: str, column: str) -> tuple[str, str]:
    if kind == "string":
        if _DECIMAL.fullmatch(value) is None:
            return (kind, value)
        read = literal(tokenize(value))
        assert read is not None
        value = read[1]
    text = value
    if column == "REAL":
        return ("number", repr(float(text)))
    return ("number", text.removesuffix(".0") if "e" not in text else text)

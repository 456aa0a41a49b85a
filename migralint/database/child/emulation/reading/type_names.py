"""Maps types in SQL text to the names that SQLAlchemy's types have here, so that both spellings agree."""

from __future__ import annotations

from .....sql.names import quote
from .....sql.tokens import Token, TokenKind, closing, tokenize_server
from ..record import EXACT, MEANING_LOST
from .expressions import Translated

SERIAL = {
    "SERIAL": "INTEGER",
    "SERIAL4": "INTEGER",
    "BIGSERIAL": "BIGINT",
    "SERIAL8": "BIGINT",
    "SMALLSERIAL": "SMALLINT",
    "SERIAL2": "SMALLINT",
}
"""PostgreSQL's types that count automatically, and the integer type of each."""

_POSTGRESQL = {
    ("INT",): "INTEGER",
    ("INT4",): "INTEGER",
    ("INT8",): "BIGINT",
    ("INT2",): "SMALLINT",
    ("BOOL",): "BOOLEAN",
    ("FLOAT",): "DOUBLE PRECISION",
    ("FLOAT8",): "DOUBLE PRECISION",
    ("FLOAT4",): "REAL",
    ("DECIMAL",): "NUMERIC",
    ("BYTEA",): "BLOB",
    ("CHARACTER", "VARYING"): "VARCHAR",
    ("CHARACTER",): "CHAR",
    ("BPCHAR",): "CHAR",
    ("TIMESTAMPTZ",): "TIMESTAMP WITH TIME ZONE",
    ("TIMESTAMP", "WITH", "TIME", "ZONE"): "TIMESTAMP WITH TIME ZONE",
    ("TIMESTAMP", "WITHOUT", "TIME", "ZONE"): "TIMESTAMP",
    ("TIMETZ",): "TIME WITH TIME ZONE",
    ("TIME", "WITHOUT", "TIME", "ZONE"): "TIME",
}
_MYSQL = {
    ("INT",): "INTEGER",
    ("BOOL",): "BOOLEAN",
    ("DEC",): "DECIMAL",
    ("INT", "UNSIGNED"): "INTEGER UNSIGNED",
}
_WIDTHLESS = frozenset(("INT", "INTEGER", "BIGINT", "SMALLINT", "MEDIUMINT", "TINYINT"))


def usual_name(written: str, dialect: str) -> Translated:
    """Return a type of `dialect` as SQLAlchemy writes it for SQLite; types of other dialects keep their names."""
    tokens = tokenize_server(written)
    if tokens[0].word in ("ENUM", "SET") and len(tokens) > 1 and tokens[1].text == "(":
        longest = max((len(token.name) for token in tokens if token.kind is TokenKind.STRING), default=0)
        return Translated(f"VARCHAR({longest})", (("an enumeration as VARCHAR", MEANING_LOST),))
    array = next((at for at, token in enumerate(tokens) if token.text.startswith("[")), None)
    if array is not None or tokens[-1].word == "ARRAY":
        element = tokens[: array if array is not None else -1]
        name = usual_name(written[: element[-1].end], dialect).text if element else written
        return Translated(quote(f"{name}[]"), (("an array type as its name", MEANING_LOST),))
    plain = (TokenKind.WORD, TokenKind.NUMBER)
    if any(token.kind not in plain and token.text not in "(),+-" for token in tokens):
        return Translated(written, ())
    name = _plain(tokens, dialect)
    same = name.replace(" ", "").upper() == written.replace(" ", "").upper()
    return Translated(written if same else name, () if same else (("a type by its usual name", EXACT),))


def _plain(tokens: tuple[Token, ...], dialect: str) -> str:
    opening = next((at for at, token in enumerate(tokens) if token.text == "("), None)
    words = [token.word for token in tokens if token.kind is TokenKind.WORD]
    arguments = ""
    if opening is not None:
        inside = tokens[opening + 1 : closing(tokens, opening)]
        arguments = "(" + ", ".join(token.text for token in inside if token.text != ",") + ")"
    if dialect == "postgresql":
        name = _POSTGRESQL.get(tuple(words), " ".join(words))
        if name.startswith(("TIME", "DOUBLE")):
            arguments = ""
        return name + arguments
    if dialect in ("mysql", "mariadb"):
        if words == ["TINYINT"] and arguments == "(1)":
            return "BOOLEAN"
        if words[0] in _WIDTHLESS:
            arguments = ""
        return _MYSQL.get(tuple(words), " ".join(words)) + arguments
    return " ".join(token.text for token in tokens)

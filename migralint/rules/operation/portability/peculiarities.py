"""SQL and types that only some databases support."""

from __future__ import annotations

import re
from collections.abc import Iterator

from migralint.changes.types import Type
from migralint.findings.operation_settings import OperationSettings
from migralint.sql.tokens import Token, TokenKind, tokenize_server

_PG, _SQLITE = frozenset({"postgresql"}), frozenset({"sqlite"})
_MARIADB, _MYSQL_ALONE = frozenset({"mariadb"}), frozenset({"mysql"})
_MY = _MARIADB | _MYSQL_ALONE
_NOT_PG = _MY | _SQLITE
_NOT_SQLITE = _PG | _MY
_NOT_MY = _PG | _SQLITE
_CALLED = {"postgresql": "PostgreSQL", "mysql": "MySQL", "mariadb": "MariaDB", "sqlite": "SQLite"}

_TABLE: tuple[tuple[str, str, frozenset[str]], ...] = (
    (r" :: ", "a cast with ::", _NOT_PG),
    (r" ILIKE ", "ILIKE", _NOT_PG),
    (r" (?:~|~\*|!~) ", "the operator ~", _NOT_PG),
    (r"^ CREATE EXTENSION ", "CREATE EXTENSION", _NOT_PG),
    (r"^ CREATE TYPE ", "CREATE TYPE", _NOT_PG),
    (r"^ DO ''", "a DO block", _NOT_PG),
    (r" GEN_RANDOM_UUID \(", "gen_random_uuid()", _NOT_PG),
    (r" DATE_TRUNC \(", "date_trunc()", _NOT_PG),
    (r" INTERVAL ''", "an interval in quotes", _NOT_PG),
    (r"^ COMMENT ON ", "COMMENT ON", _NOT_PG),
    (r"^ LOCK TABLE ", "LOCK TABLE", _NOT_PG),
    (r" ON DUPLICATE KEY ", "ON DUPLICATE KEY", _NOT_MY),
    (r"^ UPDATE (?:(?! SET ).)* JOIN ", "UPDATE … JOIN", _NOT_MY),
    (r"^ INSERT IGNORE ", "INSERT IGNORE", _NOT_MY),
    (r" IF \(", "if()", _NOT_MY),
    (r"^ PRAGMA ", "PRAGMA", _NOT_SQLITE),
    (r"^ INSERT OR (?:IGNORE|REPLACE|ABORT) ", "INSERT OR …", _NOT_SQLITE),
    (r" ON CONFLICT ", "ON CONFLICT", _MY),
    (r"^ WITH .* (?:UPDATE|DELETE) ", "WITH … UPDATE", _MARIADB),
    (r" CAST \([^()]* AS TEXT \)", "CAST(… AS TEXT)", _MY),
    (r"^ DROP INDEX (?!.* ON )", "DROP INDEX without ON", _MY),
    (r" ->> ", "the operator ->>", _MARIADB),
    (r" NOW \(", "now()", _SQLITE),
    (r"^ CREATE SEQUENCE ", "CREATE SEQUENCE", _SQLITE | _MYSQL_ALONE),
    (r" EXTRACT \(", "extract()", _SQLITE),
    (r"^ TRUNCATE ", "TRUNCATE", _SQLITE),
    (r" ADD COLUMN IF NOT EXISTS ", "ADD COLUMN IF NOT EXISTS", _SQLITE | _MYSQL_ALONE),
    (r" DROP COLUMN IF EXISTS ", "DROP COLUMN IF EXISTS", _SQLITE | _MYSQL_ALONE),
    (r"^ CREATE (?:UNIQUE )?INDEX IF NOT EXISTS ", "CREATE INDEX IF NOT EXISTS", _MYSQL_ALONE),
    (r"^ DROP INDEX IF EXISTS ", "DROP INDEX IF EXISTS", _MYSQL_ALONE),
    (r"^ DROP INDEX .* ON ", "DROP INDEX … ON", _NOT_MY),
    (r"^ (?:INSERT|DELETE) .* RETURNING ", "RETURNING", _MYSQL_ALONE),
    (r"^ UPDATE .* RETURNING ", "UPDATE … RETURNING", _MY),
    (r"^ CREATE OR REPLACE VIEW ", "CREATE OR REPLACE VIEW", _SQLITE),
    (r" `", "a name in backticks", _PG),
    (r" IFNULL \(", "ifnull()", _PG),
    (r" \"", "a name in double quotes", _MY),
    (r" \|\| ", "the operator ||", _MY),
)
_OF_THE_STATEMENT: tuple[tuple[str, str, frozenset[str]], ...] = (
    (r"^ DELETE FROM (?:(?!WHERE).)* USING ", "DELETE … USING", _NOT_PG),
    (r"^ UPDATE .* SET .* FROM ", "UPDATE … FROM", _MY),
    (r"^ UPDATE .* LIMIT ", "UPDATE … LIMIT", _PG),
)
"""Words with this meaning only outside parentheses: a sub-select has a FROM and its own LIMIT."""
_PATTERNS = tuple((re.compile(pattern), what, refusing) for pattern, what, refusing in _TABLE)
_OUTER_PATTERNS = tuple((re.compile(pattern), what, refusing) for pattern, what, refusing in _OF_THE_STATEMENT)


def called(dialect: str) -> str:
    """The usual name of the dialect."""
    return _CALLED.get(dialect, dialect)


def peculiar(statement: str, settings: OperationSettings) -> Iterator[tuple[str, frozenset[str]]]:
    """The parts of a statement that some databases reject or read in another way, with the names of these databases."""
    words = [*map(_plain, tokenize_server(statement))]
    text, outer = f" {' '.join(words)} ", f" {' '.join(_outside(words))} "
    for pattern, what, refusing in _PATTERNS:
        if pattern.search(text):
            yield what, refusing
    for pattern, what, refusing in _OUTER_PATTERNS:
        if pattern.search(outer):
            yield what, refusing
    if " CONCAT (" in text and not settings.at_least("sqlite", 3, 44):
        yield "concat()", _SQLITE


def _outside(words: list[str]) -> Iterator[str]:
    """The words outside parentheses."""
    depth = 0
    for word in words:
        depth -= word == ")"
        if not depth:
            yield word
        depth += word == "("


def _plain(token: Token) -> str:
    if token.kind is TokenKind.STRING:
        return "''"
    if token.kind is TokenKind.NAME:
        return f"{token.text[0]}x{token.text[-1]}"
    return token.word or token.text


_POSTGRESQL = frozenset(
    {
        "ARRAY", "INET", "CIDR", "MACADDR", "HSTORE", "TSVECTOR", "TSQUERY", "INTERVAL", "JSONB", "INT4RANGE",
        "INT8RANGE", "NUMRANGE", "DATERANGE", "TSRANGE", "TSTZRANGE", "MONEY", "OID", "CITEXT",
    }
)  # fmt: skip
_MYSQL = frozenset(
    {
        "MEDIUMTEXT", "LONGTEXT", "TINYTEXT", "TINYINT", "MEDIUMINT", "SET", "ENUM", "YEAR", "MEDIUMBLOB", "LONGBLOB",
        "TINYBLOB",
    }
)  # fmt: skip


def foreign_type(kind: Type) -> frozenset[str]:
    """The only dialects that know a type; empty if more do, or if that is not known."""
    parts = kind.function.split(".")
    if "postgresql" in parts and parts[-1] in _POSTGRESQL:
        return _PG
    if parts[-1] == "ARRAY" and len(parts) > 1:
        return _PG
    if ("mysql" in parts or "mariadb" in parts) and parts[-1] in _MYSQL:
        return _MY
    return frozenset()

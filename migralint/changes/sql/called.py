"""Calls in SQL that cannot be followed: functions of the project in a query, statements that a block builds."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from migralint.changes.sql.reader import string_value
from migralint.sql.tokens import Token, TokenKind, tokenize_server

_ONLY_ANSWERS = frozenset(
    (
        "ABS", "ARRAY_AGG", "ARRAY_LENGTH", "AVG", "BOOL_AND", "BOOL_OR", "CAST", "CEIL", "CHAR_LENGTH", "COALESCE",
        "CONCAT", "CONVERT", "COUNT", "CURRENT_DATABASE", "CURRENT_DATE", "CURRENT_SCHEMA", "CURRENT_SETTING",
        "CURRENT_TIMESTAMP", "DATABASE", "DATE", "DATE_TRUNC", "DENSE_RANK", "EXTRACT", "FLOOR", "FORMAT",
        "GEN_RANDOM_UUID", "GREATEST", "GROUP_CONCAT", "HAS_TABLE_PRIVILEGE", "HEX", "IFNULL", "INSTR",
        "JSON_EXTRACT", "JSON_TYPE", "JSONB_ARRAY_ELEMENTS", "JSONB_TYPEOF", "LAG", "LEAD", "LEAST", "LENGTH",
        "LOWER", "LTRIM", "MAX", "MD5", "MIN", "NOW", "NULLIF", "OCTET_LENGTH", "PG_ADVISORY_LOCK",
        "PG_ADVISORY_XACT_LOCK", "PG_GET_CONSTRAINTDEF", "PG_GET_INDEXDEF", "PG_GET_SERIAL_SEQUENCE", "PG_SLEEP",
        "PG_TABLE_IS_VISIBLE", "POSITION", "RANK", "REGEXP_REPLACE", "REPLACE", "ROUND", "ROW_NUMBER", "RTRIM",
        "SET_CONFIG", "SPLIT_PART", "STRFTIME", "STRING_AGG", "STRPOS", "SUBSTR", "SUBSTRING", "SUM", "TO_CHAR",
        "TO_REGCLASS", "TO_REGTYPE", "TRIM", "UNNEST", "UPPER", "UUID", "VERSION",
    )
)  # fmt: skip
_NO_FUNCTIONS = frozenset(
    (
        "ALL", "AND", "ANY", "ARRAY", "AS", "BETWEEN", "BY", "CASE", "DISTINCT", "ELSE", "EXCEPT", "EXISTS",
        "FILTER", "FROM", "GROUP", "HAVING", "IF", "IN", "INTERSECT", "JOIN", "LATERAL", "LIKE", "LIMIT", "NOT",
        "ON", "OR", "OVER", "PARTITION", "ROW", "SELECT", "SOME", "THEN", "UNION", "USING", "VALUES", "WHEN",
        "WHERE", "WITH", "WITHIN", "CHAR", "DECIMAL", "NUMERIC", "TIME", "TIMESTAMP", "VARCHAR",
    )
)  # fmt: skip
"""Words before a parenthesis that are not function calls."""
_KNOWN = _ONLY_ANSWERS | _NO_FUNCTIONS
_SEPARATES = frozenset({"BEGIN", "DECLARE", "THEN", "ELSE", "LOOP"})
_COMPUTES = frozenset(
    {"ASSERT", "CASE", "ELSIF", "FOR", "FOREACH", "IF", "OPEN", "PERFORM", "RAISE", "RETURN", "WHEN", "WHILE"}
)
"""Words that start a part of a PL/pgSQL block that computes a value."""
_WRITES = frozenset({"DELETE", "INSERT", "MERGE", "UPDATE"})
"""Words of statements that may also return rows: FOR row IN DELETE … RETURNING."""


def called_functions(statement: str) -> tuple[str, ...]:
    """The functions that a query calls and that are not known to be read-only, in the query's order, in lower case."""
    tokens = tokenize_server(statement)
    return tuple(
        token.text.lower()
        for token, following in pairwise(tokens)
        if following.text == "(" and token.is_name and token.text.upper() not in _KNOWN
    )


def hides_statements(text: str) -> bool:
    """Whether an SQL text has a DO block that builds a statement, or calls a function that may run any statement."""
    if "do" not in text.lower():
        return False
    tokens = tokenize_server(text)
    if not any(token.word == "DO" for token in tokens):
        return False
    return any(_builds(string_value(token)) for token in tokens if token.kind is TokenKind.STRING)


def is_readable_block(statement: str) -> bool:
    """Whether a statement is a DO block in PL/pgSQL with a literal body, whose statements are read one by one."""
    tokens = tokenize_server(statement)
    words = [token.word.lower() or token.value.lower() for token in tokens if token.kind is not TokenKind.STRING]
    bodies = sum(token.kind is TokenKind.STRING for token in tokens)
    return bodies == 1 and words in (["do"], ["do", "language", "plpgsql"])


def _builds(body: str) -> bool:
    """Whether the body of a block executes a statement it has built, or calls or changes something outside its
    statements."""
    tokens = tokenize_server(body)
    if any(token.word in ("EXECUTE", "CALL") for token in tokens):
        return True
    return any(
        any(token.word in _WRITES for token in computed) or called_functions(body[computed[0].start : computed[-1].end])
        for computed in filter(None, map(_computed, _parts(tokens)))
    )


def _parts(tokens: tuple[Token, ...]) -> Iterator[tuple[Token, ...]]:
    """The tokens between semicolons and the words that open a block."""
    begin = 0
    for place, token in enumerate(tokens):
        if token.text == ";" or token.word in _SEPARATES:
            yield tokens[begin:place]
            begin = place + 1
    yield tokens[begin:]


def _computed(part: tuple[Token, ...]) -> tuple[Token, ...]:
    """The values in a part of a block that tests, loops, performs, raises, returns, declares or assigns."""
    if not part:
        return ()
    if part[0].word in _COMPUTES:
        return part[1:]
    if len(part) > 1 and part[1].text in ("=", ".", "["):  # x = value, row.x := value, list[1] := value
        return part[2:]
    for place, token in enumerate(part):
        if token.text == ":=" or token.word in ("DEFAULT", "CURSOR"):
            return part[place + 1 :]
    return ()

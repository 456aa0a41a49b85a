"""The words by which a statement of SQL is known, in any dialect, and where statements end."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from migralint.sql.tokens import Token

KINDS = {
    ("VIEW",): "view", ("TRIGGER",): "trigger", ("FUNCTION",): "function", ("PROCEDURE",): "function",
    ("AGGREGATE",): "function", ("SEQUENCE",): "sequence", ("EXTENSION",): "extension", ("SCHEMA",): "schema",
    ("DOMAIN",): "domain", ("TYPE",): "type", ("POLICY",): "policy", ("RULE",): "rule", ("EVENT",): "event",
    ("OPERATOR",): "operator", ("CAST",): "cast", ("COLLATION",): "collation", ("PUBLICATION",): "publication",
    ("SUBSCRIPTION",): "subscription", ("SERVER",): "foreign server", ("STATISTICS",): "statistics",
    ("ROLE",): "role", ("USER",): "role", ("LANGUAGE",): "language", ("SYNONYM",): "synonym",
    ("PACKAGE",): "package", ("FOREIGN", "DATA", "WRAPPER"): "foreign data wrapper",
    ("FOREIGN", "TABLE"): "foreign table", ("EVENT", "TRIGGER"): "trigger", ("VIRTUAL", "TABLE"): "virtual table",
    ("TEXT", "SEARCH"): "text search object",
}  # fmt: skip
TABLE_LIKE = frozenset({"TABLE", "INDEX"})
BEFORE_KIND = frozenset(
    {
        "OR", "REPLACE", "ALTER", "MATERIALIZED", "RECURSIVE", "CONSTRAINT", "ALGORITHM", "DEFINER", "SQL", "SECURITY",
        "INVOKER", "UNDEFINED", "MERGE", "TRUSTED", "PROCEDURAL", "UNLOGGED", "FORCE", "EDITIONABLE", "NONEDITIONABLE",
        "DEFAULT", "UNIQUE", "FULLTEXT", "SPATIAL", "PUBLIC", "TEMP", "TEMPORARY", "GLOBAL", "LOCAL", "CURRENT_USER",
    }
)  # fmt: skip
BLOCKS = frozenset({"DO", "CALL", "EXEC", "EXECUTE", "DECLARE", "IF", "BEGIN", "LOAD", "PREPARE", "IMPORT", "WHILE"})
"""Words that begin statements which may do anything."""
TRANSACTION = frozenset(
    {"TRANSACTION", "WORK", "ISOLATION", "READ", "DEFERRED", "IMMEDIATE", "EXCLUSIVE", "CONCURRENT"}
)
HARMLESS_CALLS = frozenset(
    {
        "SET_CONFIG", "SETVAL", "NEXTVAL", "CURRVAL", "NOW", "VERSION", "COUNT", "MAX", "MIN", "SUM", "COALESCE",
        "PG_ADVISORY_LOCK", "PG_ADVISORY_UNLOCK", "PG_ADVISORY_XACT_LOCK", "CURRENT_SETTING", "PG_SLEEP", "EXISTS",
        "TO_REGCLASS", "DATABASE", "SCHEMA", "CONCAT", "SQLITE_VERSION", "PG_TERMINATE_BACKEND", "LOWER", "UPPER",
        "CAST", "CASE",
    }
)  # fmt: skip


LONGEST_FIRST = tuple(sorted(KINDS, key=len, reverse=True))
INSERT_WORDS = frozenset(
    {"OR", "REPLACE", "IGNORE", "ABORT", "FAIL", "ROLLBACK", "LOW_PRIORITY", "HIGH_PRIORITY", "DELAYED", "OVERWRITE"}
)


def split(tokens: Sequence[Token]) -> Iterator[tuple[Token, ...]]:
    """The statements, without their semicolons; one inside of `BEGIN … END` of a routine or trigger ends none."""
    current: list[Token] = []
    depth = 0
    for token in tokens:
        routine = bool(current) and current[0].is_word("CREATE", "ALTER", "DECLARE", "BEGIN", "DO")
        if token.is_operator(";") and depth == 0:
            if current:
                yield tuple(current)
            current = []
            continue
        if (routine and token.is_word("BEGIN", "CASE")) or (not current and token.is_word("BEGIN")):
            depth += 1
        elif depth and token.is_word("END"):
            depth -= 1
        elif depth == 1 and len(current) == 1 and token.is_word(*TRANSACTION):
            depth = 0  # BEGIN TRANSACTION
        current.append(token)
        if depth == 1 and len(current) == 1 and _begins_transaction(tokens, token):
            depth = 0
    if current:
        yield tuple(current)


def _begins_transaction(tokens: Sequence[Token], begin: Token) -> bool:
    """Whether a `BEGIN` at the start of a statement stands alone."""
    following = next((one for one in tokens if one.start >= begin.end), None)
    return begin.is_word("BEGIN") and (following is None or following.is_operator(";"))

"""Statements that have no equivalent on SQLite, by their first words, and what is lost without them."""

from __future__ import annotations

from .....sql.names import folded
from .....sql.tokens import Token
from ..record import MEANING_LOST, NO_MEANING

# First words of statements, and how they are handled; the longest match is used.
_NOTHING = (
    ("COMMENT ON", NO_MEANING),
    ("SET CONSTRAINTS", MEANING_LOST),
    ("SET", NO_MEANING),
    ("RESET", NO_MEANING),
    ("SHOW", NO_MEANING),
    ("GRANT", NO_MEANING),
    ("REVOKE", NO_MEANING),
    ("REASSIGN OWNED", NO_MEANING),
    ("ALTER DEFAULT PRIVILEGES", NO_MEANING),
    ("SECURITY LABEL", NO_MEANING),
    ("CREATE EXTENSION", NO_MEANING),
    ("DROP EXTENSION", NO_MEANING),
    ("ALTER EXTENSION", NO_MEANING),
    ("LOCK TABLE", NO_MEANING),
    ("LOCK TABLES", NO_MEANING),
    ("LOCK", NO_MEANING),
    ("UNLOCK TABLES", NO_MEANING),
    ("ANALYZE", NO_MEANING),
    ("ANALYSE", NO_MEANING),
    ("OPTIMIZE TABLE", NO_MEANING),
    ("VACUUM", NO_MEANING),
    ("CLUSTER", NO_MEANING),
    ("REINDEX", NO_MEANING),
    ("CHECKPOINT", NO_MEANING),
    ("DISCARD", NO_MEANING),
    ("NOTIFY", NO_MEANING),
    ("CREATE ROLE", NO_MEANING),
    ("CREATE USER", NO_MEANING),
    ("ALTER ROLE", NO_MEANING),
    ("ALTER USER", NO_MEANING),
    ("DROP ROLE", NO_MEANING),
    ("DROP USER", NO_MEANING),
    ("ALTER DATABASE", NO_MEANING),
    ("CREATE STATISTICS", NO_MEANING),
    ("DROP STATISTICS", NO_MEANING),
    ("CREATE SCHEMA", NO_MEANING),
    ("DROP SCHEMA", MEANING_LOST),
    ("DO", MEANING_LOST),
    ("CALL", MEANING_LOST),
    ("CREATE TYPE", MEANING_LOST),
    ("ALTER TYPE", MEANING_LOST),
    ("DROP TYPE", MEANING_LOST),
    ("CREATE DOMAIN", MEANING_LOST),
    ("ALTER DOMAIN", MEANING_LOST),
    ("DROP DOMAIN", MEANING_LOST),
    ("CREATE FUNCTION", MEANING_LOST),
    ("CREATE OR REPLACE FUNCTION", MEANING_LOST),
    ("ALTER FUNCTION", MEANING_LOST),
    ("DROP FUNCTION", MEANING_LOST),
    ("CREATE PROCEDURE", MEANING_LOST),
    ("CREATE OR REPLACE PROCEDURE", MEANING_LOST),
    ("DROP PROCEDURE", MEANING_LOST),
    ("CREATE AGGREGATE", MEANING_LOST),
    ("CREATE OPERATOR", MEANING_LOST),
    ("CREATE CAST", MEANING_LOST),
    ("CREATE COLLATION", MEANING_LOST),
    ("CREATE TEXT SEARCH", MEANING_LOST),
    ("ALTER TEXT SEARCH", MEANING_LOST),
    ("DROP TEXT SEARCH", MEANING_LOST),
    ("CREATE SEQUENCE", MEANING_LOST),
    ("ALTER SEQUENCE", MEANING_LOST),
    ("DROP SEQUENCE", MEANING_LOST),
    ("CREATE POLICY", MEANING_LOST),
    ("ALTER POLICY", MEANING_LOST),
    ("DROP POLICY", MEANING_LOST),
    ("CREATE RULE", MEANING_LOST),
    ("CREATE OR REPLACE RULE", MEANING_LOST),
    ("DROP RULE", MEANING_LOST),
    ("CREATE EVENT TRIGGER", MEANING_LOST),
    ("CREATE PUBLICATION", MEANING_LOST),
    ("DROP PUBLICATION", MEANING_LOST),
    ("CREATE MATERIALIZED VIEW", MEANING_LOST),
    ("ALTER MATERIALIZED VIEW", MEANING_LOST),
    ("DROP MATERIALIZED VIEW", MEANING_LOST),
    ("REFRESH MATERIALIZED VIEW", MEANING_LOST),
    ("ALTER VIEW", MEANING_LOST),
)
_NOTHING_BY_LENGTH = tuple(
    (tuple(words.split()), cls) for words, cls in sorted(_NOTHING, key=lambda entry: -len(entry[0].split()))
)


def no_effect(tokens: tuple[Token, ...]) -> tuple[str, str] | None:
    """Return the first words of a statement to skip, and the class of the emulation; None for others."""
    words = tuple(token.word for token in tokens[:5])
    if words[:1] == ("USE",) or _leads_elsewhere(tokens):
        return "the schema of names without one", MEANING_LOST
    for start, cls in _NOTHING_BY_LENGTH:
        if words[: len(start)] == start:
            return " ".join(start), cls
    return None


def _leads_elsewhere(tokens: tuple[Token, ...]) -> bool:
    """Whether PostgreSQL's SET search_path changes to an unusual schema: tables would then be created there."""
    words = [token.word for token in tokens]
    if words[:1] != ["SET"] or "SEARCH_PATH" not in words[1:3]:
        return False
    named = [token.name for token in tokens[words.index("SEARCH_PATH") + 2 :] if token.can_name]
    return not {folded(name) for name in named} <= {"public", "$user", "pg_catalog", "default", ""}

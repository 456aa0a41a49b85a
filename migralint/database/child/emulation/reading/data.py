"""INSERT, UPDATE, DELETE and SELECT that SQLite rejects: harmless on empty tables, otherwise not translated."""

from __future__ import annotations

from .....sql.tokens import Token, closing
from .catalogue import Catalogue
from .expressions import literal_value
from .table_edit import splice

# Functions that are called for their effect on a server; the query returns one row, whose value nobody uses.
_EFFECTS = frozenset(
    (
        "SETVAL",
        "SET_CONFIG",
        "PG_ADVISORY_LOCK",
        "PG_ADVISORY_XACT_LOCK",
        "PG_ADVISORY_UNLOCK",
        "PG_TRY_ADVISORY_LOCK",
        "PG_NOTIFY",
        "PG_SLEEP",
        "CREATE_HYPERTABLE",
    )
)
_AGGREGATES = frozenset(("COUNT", "SUM", "MIN", "MAX", "AVG", "STRING_AGG", "ARRAY_AGG", "JSON_AGG", "JSONB_AGG"))
_NOT_TABLES = frozenset(("ONLY", "LATERAL", "SELECT", "UNNEST", "GENERATE_SERIES"))


def verb(tokens: tuple[Token, ...]) -> str:
    """Return INSERT, UPDATE, DELETE, REPLACE or SELECT; after WITH, that of the main statement. Empty for others."""
    depth = 0
    for token in tokens:
        depth += {"(": 1, ")": -1}.get(token.text, 0)
        if depth == 0 and token.word in ("INSERT", "UPDATE", "DELETE", "SELECT", "REPLACE"):
            return token.word
        if depth == 0 and token is tokens[0] and token.word != "WITH" and token.text != "(":
            return ""
    return ""


def does_nothing(catalogue: Catalogue, tokens: tuple[Token, ...]) -> bool:
    """Whether the statement cannot change or find a row, because the table from which it takes rows is empty.

    Only tables that exist count: a statement on an unknown table or view is not harmless but wrong.
    """
    kind = verb(tokens)
    words = [token.word for token in tokens]
    if kind in ("INSERT", "REPLACE"):
        select = next((at for at, word in enumerate(words) if word == "SELECT"), None)
        if select is None or "VALUES" in words:
            return False
        return _query_is_empty(catalogue, tokens[select:])
    if kind == "SELECT":
        return words[0] == "SELECT" and _query_is_empty(catalogue, tokens)
    if kind == "UPDATE":
        end = words.index("SET") if "SET" in words else len(words)
        return _joins_nothing(catalogue, tokens[:end], words.index("UPDATE") + 1)
    if kind == "DELETE":
        at = words.index("DELETE") + 1
        if "FROM" not in words[at:]:
            return _is_empty(catalogue, tokens, at)
        end = words.index("WHERE") if "WHERE" in words else len(words)
        return _joins_nothing(catalogue, tokens[:end], words.index("FROM", at) + 1)
    return False


def is_of_mysql(tokens: tuple[Token, ...]) -> bool:
    """Whether it is an UPDATE or DELETE of several tables, in the syntax of MySQL and MariaDB."""
    words = [token.word for token in tokens]
    if words[:1] == ["UPDATE"] and "SET" in words:
        before = words[: words.index("SET")]
        return "JOIN" in before or any(token.text == "," for token in tokens[: len(before)])
    if words[:1] == ["DELETE"] and "FROM" in words:
        return "JOIN" in words or words[1] != "FROM"
    return False


def _joins_nothing(catalogue: Catalogue, tokens: tuple[Token, ...], at: int) -> bool:
    """Whether the join of the tables from `at` on has no row; for a LEFT JOIN the first table decides."""
    words = [token.word for token in tokens]
    if {"RIGHT", "FULL", "SELECT"} & set(words[at:]):
        return False
    if _is_empty(catalogue, tokens, at):
        return True
    if "LEFT" in words:
        return False
    starts = [i + 1 for i in range(at, len(tokens)) if words[i] == "JOIN" or tokens[i].text == ","]
    return any(_is_empty(catalogue, tokens, start) for start in starts)


def is_called_for_its_effect(tokens: tuple[Token, ...]) -> str | None:
    """Return the function of `SELECT function(…)`, in lower case, if it is only called for its effect on a server."""
    if len(tokens) < 4 or tokens[0].word != "SELECT":
        return None
    at = 3 if tokens[2].text == "." else 1
    if tokens[at].word in _EFFECTS and tokens[at + 1].text == "(" and closing(tokens, at + 1) == len(tokens) - 1:
        return tokens[at].text.lower()
    return None


def reworded(sql: str, tokens: tuple[Token, ...]) -> str | None:
    """Return the statement without casts of literals and with CURRENT_TIMESTAMP for now(); None if it has neither.

    Casts of other values are kept, and so is SQLite's refusal: SQLite's CAST has a different meaning.
    """
    changes: list[tuple[int, int, str]] = []
    literal_value(tokens, 0, len(tokens), changes)
    if tokens[0].word == "INSERT" and len(tokens) > 1 and tokens[1].word == "IGNORE":
        changes.append((tokens[1].start, tokens[1].end, "OR IGNORE"))
    return splice(sql, *changes) if changes else None


def _query_is_empty(catalogue: Catalogue, tokens: tuple[Token, ...]) -> bool:
    """Whether a SELECT yields no row: its first table is empty, and nothing else adds a row.

    UNION, RIGHT and FULL JOIN, and aggregates without GROUP BY may add one.
    """
    words = [token.word for token in tokens]
    if {"UNION", "RIGHT", "FULL"} & set(words):
        return False
    grouped = "GROUP" in words
    called = {token.word for token, after in zip(tokens, tokens[1:]) if after.text == "("}
    if called & _AGGREGATES and not grouped:
        return False
    depth = 0
    for at, token in enumerate(tokens):
        depth += {"(": 1, ")": -1}.get(token.text, 0)
        if depth == 0 and token.word == "FROM":
            return at + 1 < len(tokens) and _is_empty(catalogue, tokens, at + 1)
    return False


def _is_empty(catalogue: Catalogue, tokens: tuple[Token, ...], at: int) -> bool:
    while at < len(tokens) and tokens[at].word in ("ONLY", "IGNORE", "LOW_PRIORITY"):
        at += 1
    if at >= len(tokens) or not tokens[at].can_name or tokens[at].word in _NOT_TABLES:
        return False
    schema, name = None, tokens[at].name
    if at + 2 < len(tokens) and tokens[at + 1].text == ".":
        schema, name = name, tokens[at + 2].name
    if schema not in (None, *catalogue.schemas()):
        schema = None
    table = catalogue.find_table(name, schema)
    return table is not None and not catalogue.has_rows(*table)

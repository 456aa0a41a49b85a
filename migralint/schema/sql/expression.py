"""The meaning of an SQLite expression without its spelling: redundant parentheses, quotes and case removed.

PostgreSQL prints expressions itself, so there the tokens decide, but for casts of literals and of arrays.
"""

from __future__ import annotations

from collections.abc import Collection
from functools import lru_cache

from migralint.schema.sql.array_casts import cast_elements
from migralint.schema.sql.expression_reader import ExpressionReader, NotUnderstoodError, Tree
from migralint.schema.sql.postgresql import without_text_casts
from migralint.sql.names import folded
from migralint.sql.tokens import Token, normalized, tokenize


def canonical(
    sql: str, *, dialect: str = "sqlite", table: str = "", columns: Collection[str] = (), strict: bool = False
) -> Tree:
    """Return a value that is equal for two spellings of the same expression.

    `table`: the expression belongs to this table, so that its name before a column has no meaning. `columns`: the
    columns of the table; SQLite treats a name in double quotes that is no column as a string. `strict`: casts of
    literals matter on PostgreSQL.
    """
    return _canonical(sql, dialect, folded(table), frozenset(folded(name) for name in columns), strict)


@lru_cache(maxsize=4096)
def _canonical(sql: str, dialect: str, table: str, columns: frozenset[str], strict: bool) -> Tree:
    if dialect == "postgresql":
        return ("tokens", *cast_elements(without_text_casts(sql, strict=strict)))
    tokens = tokenize(sql, dialect)
    if dialect != "sqlite":
        return ("tokens", *normalized(tokens, fold_names=False))
    try:
        return ExpressionReader(tokens, table, columns).whole()
    except (NotUnderstoodError, RecursionError):
        return ("tokens", *normalized(without_outer_parentheses(tokens), fold_names=True))


def same_but_for_order(one: Tree, other: Tree) -> bool:
    """Whether the two differ only in the order of operands of AND, OR or IN, which has no effect."""
    return _sorted(one) == _sorted(other)


def _sorted(node: object) -> object:
    if not isinstance(node, tuple):
        return node
    parts = tuple(_sorted(part) for part in node)
    if parts and parts[0] in ("and", "or"):
        return (parts[0], *sorted(parts[1:], key=repr))
    if parts and parts[0] == "in":
        return (*parts[:2], *sorted(parts[2:], key=repr))
    return parts


def without_outer_parentheses(tokens: tuple[Token, ...]) -> tuple[Token, ...]:
    """Return `tokens` without parentheses around all of them."""
    while len(tokens) > 2 and tokens[0].is_operator("("):
        depth, closed_at = 1, 0
        while depth and closed_at < len(tokens) - 1:
            closed_at += 1
            depth += tokens[closed_at].is_operator("(") - tokens[closed_at].is_operator(")")
        if closed_at != len(tokens) - 1:
            break
        tokens = tokens[1:-1]
    return tokens

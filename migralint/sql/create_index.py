"""Reads lists of indexed columns, and the text of CREATE INDEX.

Grammar: https://sqlite.org/lang_createindex.html
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from .cursor import Cursor
from .tokens import Token


@dataclass(frozen=True)
class IndexedColumn:
    """One key as written."""

    expression: str
    """Without the COLLATE and the direction after it."""
    is_name: bool
    """Whether it is one word or quoted name: a column, if the table has one of that name."""
    collation: str = ""
    descending: bool = False


def read_indexed(cursor: Cursor) -> tuple[list[IndexedColumn], bool]:
    """Consume a parenthesised list of keys; also return whether it contains AUTOINCREMENT."""
    cursor.expect_operator("(")
    keys: list[IndexedColumn] = []
    autoincrement = False
    while True:
        start, depth = cursor.position, 0
        while True:
            token = cursor.take()
            if depth == 0 and token.is_operator(",", ")"):
                break
            depth += token.is_operator("(") - token.is_operator(")")
        stop = cursor.position - 1
        if cursor.tokens[stop - 1].is_word("AUTOINCREMENT") and stop - start > 1:
            autoincrement, stop = True, stop - 1
        keys.append(_key(cursor, start, stop))
        if token.is_operator(")"):
            return keys, autoincrement


def _key(cursor: Cursor, start: int, stop: int) -> IndexedColumn:
    tokens: tuple[Token, ...] = cursor.tokens
    descending = False
    if stop - start > 1 and tokens[stop - 1].is_word("ASC", "DESC"):
        descending, stop = tokens[stop - 1].is_word("DESC"), stop - 1
    collation = ""
    if stop - start > 2 and tokens[stop - 2].is_word("COLLATE"):
        collation, stop = tokens[stop - 1].name, stop - 2
    first, last = start, stop
    while last - first > 2 and tokens[first].is_operator("(") and tokens[last - 1].is_operator(")"):
        first, last = first + 1, last - 1  # SQLite reads `("a")` as the column
    one = tokens[first]
    if last - first == 1 and one.can_name:
        return IndexedColumn(one.name, True, collation, descending)
    return IndexedColumn(cursor.text(start, stop), False, collation, descending)


@dataclass(frozen=True)
class ParsedIndex:
    """The parts of one CREATE INDEX statement."""

    keys: tuple[IndexedColumn, ...]
    unique: bool
    where: str | None


@lru_cache(maxsize=4096)  # both databases often store the same text
def parse_create_index(sql: str) -> ParsedIndex:
    """Return the parts of `sql`. Raises UnreadableStatementError for unsupported grammar."""
    cursor = Cursor(sql)
    cursor.expect("CREATE")
    unique = cursor.accept("UNIQUE")
    cursor.expect("INDEX")
    cursor.accept("IF", "NOT", "EXISTS")
    cursor.name()
    if cursor.accept_operator("."):
        cursor.name()
    cursor.expect("ON")
    cursor.name()
    keys, _ = read_indexed(cursor)
    where = cursor.rest() if cursor.accept("WHERE") else None
    if not cursor.at_end:
        cursor.expect("WHERE")
    return ParsedIndex(tuple(keys), unique, where)

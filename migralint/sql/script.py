"""Splits a script into its statements."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from .tokens import Token, tokenize_server


def split_statements(sql: str) -> tuple[str, ...]:
    """The statements of a script, without their semicolons; empty ones are left out.

    A semicolon inside `BEGIN … END` (a trigger's body) does not end a statement.
    """
    tokens = tokenize_server(sql)
    return tuple(sql[tokens[one.begin].start : tokens[one.end - 1].end] for one in statement_ranges(tokens))


class Range(NamedTuple):
    """The position of a statement among the tokens of a script."""

    begin: int
    end: int
    """Index after its last token; the semicolon is not part of it."""
    closed: bool
    """False: the script ends inside a block, so the end of the statement is not known."""


_ROUTINES = ("TRIGGER", "FUNCTION", "PROCEDURE", "EVENT", "PACKAGE")
_NO_ROUTINES = ("TABLE", "INDEX", "VIEW", "SEQUENCE", "SCHEMA", "DATABASE", "DOMAIN", "ROLE", "USER")
_FAR_AS_ITS_KIND = 8
"""CREATE OR REPLACE DEFINER = root @ localhost PROCEDURE"""
_CONTROL = ("IF", "LOOP", "WHILE", "REPEAT", "FOR")
"""`END IF` and similar words do not end a block that BEGIN or CASE started."""
_TRANSACTION = ("TRANSACTION", "WORK", "ISOLATION", "READ", "DEFERRED", "IMMEDIATE", "EXCLUSIVE", "CONCURRENT")


def statement_ranges(tokens: Sequence[Token], *, blocks: bool = False) -> Iterator[Range]:
    """Yield the statements of a script; a semicolon in the body of a routine or trigger does not end one.

    `blocks`: nor does a semicolon between a BEGIN that does not start a transaction and its END (Oracle, SQL Server).
    """
    begin, depth, nests = 0, 0, False
    for index, token in enumerate(tokens):
        if index == begin:
            depth = 0
            block = blocks and _begins_block(tokens, index)
            nests = block or _makes_routine(tokens, index)
        if token.is_operator(";") and depth == 0:
            if index > begin:
                yield Range(begin, index, closed=True)
            begin = index + 1
        elif nests and not (index and tokens[index - 1].is_operator(".")):  # new.begin
            depth = max(0, depth + _nesting(tokens, index))
    if begin < len(tokens):
        yield Range(begin, len(tokens), closed=depth == 0)


def _nesting(tokens: Sequence[Token], index: int) -> int:
    """1 for a word that opens a block, -1 for a word that closes it."""
    token = tokens[index]
    if token.is_word("BEGIN"):
        return 1
    if token.is_word("CASE"):
        return 0 if index and tokens[index - 1].is_word("END") else 1  # END CASE
    if token.is_word("END"):
        return 0 if index + 1 < len(tokens) and tokens[index + 1].is_word(*_CONTROL) else -1
    return 0


def _makes_routine(tokens: Sequence[Token], index: int) -> bool:
    if not tokens[index].is_word("CREATE", "ALTER"):
        return False
    following = tokens[index + 1 : index + 1 + _FAR_AS_ITS_KIND]
    kind = next((one for one in following if one.is_word(*_ROUTINES, *_NO_ROUTINES)), None)
    return kind is not None and kind.is_word(*_ROUTINES)


def _begins_block(tokens: Sequence[Token], index: int) -> bool:
    following = tokens[index + 1] if index + 1 < len(tokens) else None
    alone = following is None or following.is_operator(";") or following.is_word(*_TRANSACTION)
    return tokens[index].is_word("BEGIN") and not alone

"""Reads the statements that change or query rows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Literal

from migralint.changes.change import Change, Origin, OtherSql, Unread
from migralint.changes.definitions import TableName
from migralint.changes.sql.create import relations
from migralint.changes.sql.reader import Words, names_in, string_value
from migralint.changes.values.data import ChangeData, Select
from migralint.history.operation import HOLE
from migralint.sql.tokens import Token, TokenKind

_LIMITS = ("LIMIT", "FETCH", "CTID", "ROWNUM")


def read_data(words: Words, origin: Origin) -> Iterator[Change]:
    """The changes of SELECT, INSERT, UPDATE, DELETE, REPLACE, MERGE, COPY, VALUES, also after WITH."""
    inner: list[Change] = []
    if words.accept("WITH"):
        words.accept("RECURSIVE")
        while words.skip_to("AS"):
            words.accept("AS")
            words.accept("NOT")
            words.accept("MATERIALIZED")
            body = words.parenthesised()
            if body and body[0].word in ("INSERT", "UPDATE", "DELETE"):
                inner += read_data(words.inside(body), origin)
            if not words.accept(","):
                break
        words.skip_to("SELECT", "INSERT", "UPDATE", "DELETE", "MERGE", "VALUES", "REPLACE")
    yield from inner
    word = words.word
    if word == "UPDATE":
        yield _update(words, origin)
    elif word == "DELETE":
        yield _delete(words, origin)
    elif word in ("INSERT", "REPLACE"):
        yield _insert(words, origin)
    elif word == "MERGE":
        words.at += 1
        words.accept("INTO")
        table = words.table()
        yield _change_data(words, origin, table, "update", where="")
    elif word == "SELECT" and _selects_hidden(words.tokens[words.at + 1 :]):
        yield Unread(origin, "sql", origin.statement)  # it may call a function
    elif word in ("SELECT", "VALUES", "TABLE") or (words.token is not None and words.token.text == "("):
        seen = frozenset(token.word for token in words.tokens)
        into = words.skip_to("INTO")
        if into and "FROM" in seen:
            yield OtherSql(origin, "SELECT INTO")
            return
        yield Select(
            origin, relations(words.tokens), _words(words.tokens), "WHERE" in seen, not seen.isdisjoint(_LIMITS)
        )
    else:
        yield OtherSql(origin, word)


def _change_data(
    words: Words,
    origin: Origin,
    table: TableName | None,
    verb: Literal["insert", "update", "delete"],
    *,
    where: str | None,
    from_select: bool = False,
    columns: tuple[str, ...] = (),
    rows: bool = False,
) -> ChangeData:
    tokens = words.tokens
    seen = {token.word for token in tokens}
    return ChangeData(
        origin,
        table,
        verb,
        where,
        from_select,
        tuple(one for one in relations(tokens) if one != table),
        columns,
        _words(tokens),
        tuple(string_value(token) for token in tokens if token.kind is TokenKind.STRING),
        not seen.isdisjoint(_LIMITS),
        rows=rows,
    )


def _words(tokens: tuple[Token, ...]) -> frozenset[str]:
    return frozenset(token.name.lower() for token in tokens if token.is_name)


def _where(words: Words) -> str | None:
    """The condition after WHERE; None if there is none, empty if a part of it is not known."""
    if not words.skip_to("WHERE"):
        return None
    begin = words.at + 1
    words.at = begin
    words.skip_to("RETURNING", "LIMIT", "ORDER", "ON")
    text = words.text(words.tokens[begin : words.at])
    return "" if HOLE in text else text


def _update(words: Words, origin: Origin) -> Change:
    words.at += 1
    words.accept("OR")
    words.accept_any("IGNORE", "REPLACE", "ABORT", "FAIL", "ROLLBACK", "LOW_PRIORITY")
    words.accept("ONLY")
    table = words.table()
    words.skip_to("SET")
    words.accept("SET")
    begin = words.at
    words.skip_to("FROM", "WHERE", "RETURNING", "LIMIT", "ORDER")
    columns = _assigned(words.tokens[begin : words.at])
    words.at = begin
    return _change_data(words, origin, table, "update", where=_where(words), columns=columns)


def _assigned(tokens: tuple[Token, ...]) -> tuple[str, ...]:
    columns = []
    depth = 0
    for index, token in enumerate(tokens):
        depth += (token.text == "(") - (token.text == ")")
        if token.text == "=" and index and tokens[index - 1].is_name and depth == 0:
            before = tokens[:index]
            starts = index == 1 or any(before[at].text in (",", ".") for at in (index - 2,))
            if starts:
                columns.append(tokens[index - 1].name)
    return tuple(columns)


def _delete(words: Words, origin: Origin) -> Change:
    words.at += 1
    words.accept_any("LOW_PRIORITY", "QUICK", "IGNORE")
    several = not words.accept("FROM")  # MySQL's DELETE a FROM a JOIN b: the join selects the rows
    words.accept("ONLY")
    table = words.table()
    words.accept(".", "*")
    joined = several and any(token.word == "JOIN" for token in words.tokens)
    where = _where(words)
    return _change_data(words, origin, table, "delete", where="" if joined and where is None else where)


def _insert(words: Words, origin: Origin) -> Change:
    words.at += 1
    words.accept("OR")
    words.accept_any("IGNORE", "REPLACE", "ABORT", "FAIL", "ROLLBACK", "LOW_PRIORITY", "DELAYED")
    words.accept("IGNORE")
    words.accept("INTO")
    table = words.table()
    if words.accept("AS"):
        words.name()
    columns = names_in(words.parenthesised()) if words.token is not None and words.token.text == "(" else ()
    rest = words.tokens[words.at :]
    selects = any(token.word in ("SELECT", "TABLE") for token in rest[:4]) and any(t.word == "FROM" for t in rest)
    where = _where(words) if selects else None
    return _change_data(
        words, origin, table, "insert", where=where, from_select=selects, columns=columns, rows=not selects
    )


def _selects_hidden(tokens: Sequence[Token]) -> bool:
    """Whether what is selected begins with a part that is not known, and from no table."""
    first = tokens[0] if tokens else None
    hidden = first is not None and first.kind is TokenKind.WORD and HOLE in first.text
    return hidden and not any(token.word == "FROM" for token in tokens)

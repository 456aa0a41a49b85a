"""Reads CREATE statements."""

from __future__ import annotations

from collections.abc import Iterator

from migralint.changes.change import Change, Origin, OtherSql, Unread
from migralint.changes.definitions import Column, Constraint, IndexPart, TableName
from migralint.changes.sql.columns import read_column, read_table_constraint, starts_table_constraint
from migralint.changes.sql.reader import Words, commas, string_value
from migralint.changes.values.connection import OutsideTransaction
from migralint.changes.values.indexes import CreateIndex
from migralint.changes.values.objects import CreateObject, CreateType
from migralint.changes.values.tables import CreateTable
from migralint.history.operation import HOLE
from migralint.sql.tokens import Token, TokenKind

_OBJECTS = (
    "VIEW", "FUNCTION", "PROCEDURE", "TRIGGER", "SEQUENCE", "SCHEMA", "EXTENSION", "POLICY", "RULE", "DATABASE",
    "EVENT", "AGGREGATE", "OPERATOR", "COLLATION", "STATISTICS", "ROLE", "USER", "SERVER", "PUBLICATION",
    "SUBSCRIPTION", "CAST", "FOREIGN", "TEXT", "LANGUAGE",
)  # fmt: skip


def read_create(words: Words, origin: Origin) -> Iterator[Change]:
    """The changes of a statement that starts with CREATE."""
    words.accept("CREATE")
    replaces = words.accept("OR", "REPLACE")
    temporary = False
    while word := words.accept_any(
        "TEMP", "TEMPORARY", "UNLOGGED", "GLOBAL", "LOCAL", "UNIQUE", "FULLTEXT", "SPATIAL", "RECURSIVE", "CONSTRAINT",
        "FORCE", "DEFINER", "ONLINE", "OFFLINE", "VIRTUAL",
    ):  # fmt: skip
        temporary = temporary or word in ("TEMP", "TEMPORARY")
    if words.accept("TABLE"):
        yield _table(words, origin, temporary=temporary)
    elif words.accept("INDEX"):
        hidden = words.is_hidden and not words.inside(words.tokens[words.at + 1 :]).sees("ON")
        yield _index(words, origin)
        if hidden:
            yield Unread(origin, "sql", origin.statement)  # it may be CONCURRENTLY
    elif words.accept("TYPE"):
        yield _type(words, origin)
    elif words.accept("DOMAIN"):
        yield CreateType(origin, words.table(), None, kind="domain")
    elif words.accept("MATERIALIZED", "VIEW"):
        yield _object(words, origin, "materialized view", replaces=replaces)
    elif words.accept("DATABASE"):
        yield OutsideTransaction(origin, "CREATE DATABASE")
    elif words.accept("TABLESPACE"):
        yield OutsideTransaction(origin, "CREATE TABLESPACE")
    elif word := words.accept_any(*_OBJECTS):
        yield _object(words, origin, word.lower(), replaces=replaces)
    elif words.skip_to("VIEW", "TRIGGER", "FUNCTION", "PROCEDURE"):  # DEFINER = … and similar clauses
        word = words.accept_any("VIEW", "TRIGGER", "FUNCTION", "PROCEDURE")
        yield _object(words, origin, word.lower(), replaces=replaces)
    else:
        yield Unread(origin, "sql", origin.statement)


def _if_not_exists(words: Words) -> bool:
    return words.accept("IF", "NOT", "EXISTS")


def _table(words: Words, origin: Origin, *, temporary: bool) -> CreateTable:
    exists = _if_not_exists(words)
    name = words.table()
    columns: list[Column] = []
    constraints: list[Constraint] = []
    if words.accept("PARTITION", "OF"):
        parent = words.table()
        return CreateTable(origin, name, complete=False, if_not_exists=exists, partition_of=parent)
    complete = True
    if words.token is not None and words.token.text == "(":
        for part in commas(words.parenthesised()):
            inner = words.inside(part)
            if starts_table_constraint(inner):
                complete = complete and inner.word != "LIKE"
                constraint = read_table_constraint(inner)
                if constraint.kind:
                    constraints.append(constraint)
            elif part[0].word == "SELECT" or not part[0].can_name:
                complete = False
            else:
                columns.append(read_column(inner))
    partition = None
    left = words.rest()
    for index, token in enumerate(left):
        if token.word == "PARTITION" and index + 1 < len(left) and left[index + 1].word == "BY":
            partition = words.text(left[index + 2 :])
            break
    selects = any(token.word in ("SELECT", "AS") for token in left) or not columns
    return CreateTable(
        origin,
        name,
        tuple(columns),
        tuple(constraints),
        complete=complete and not selects and HOLE not in origin.statement,
        if_not_exists=exists,
        temporary=temporary,
        from_select=selects and any(token.word in ("SELECT", "WITH", "TABLE") for token in words.tokens[3:]),
        partition_by=partition,
        sqlite_autoincrement=any(column.autoincrement for column in columns),
    )


def _index(words: Words, origin: Origin) -> CreateIndex:
    head = {token.word for token in words.tokens[:4]}
    concurrently = words.accept("CONCURRENTLY")
    exists = _if_not_exists(words)
    name = None if words.sees("ON") else words.table()
    if words.word == "USING":
        words.at += 2
    words.accept("ON")
    only = words.accept("ONLY")
    table = words.table()
    if words.accept("USING"):
        words.at += 1
    parts = tuple(_index_part(words, part) for part in commas(words.parenthesised()))
    where = None
    if words.skip_to("WHERE"):
        words.at += 1
        where = words.text(words.rest())
    if name is not None and name.schema and table is not None and table.schema is None:
        table = TableName(table.name, name.schema)  # SQLite writes the schema before the name of the index
    return CreateIndex(
        origin,
        table,
        name.name if name is not None else None,
        parts,
        "UNIQUE" in head,
        concurrently,
        exists,
        only,
        where,
        "FULLTEXT" if "FULLTEXT" in head else "SPATIAL" if "SPATIAL" in head else "",
    )


def _index_part(words: Words, tokens: tuple[Token, ...]) -> IndexPart:
    descending = any(token.word == "DESC" for token in tokens)
    collation = next((tokens[at + 1].name for at, one in enumerate(tokens[:-1]) if one.word == "COLLATE"), "")
    plain = tokens[0].is_name and (len(tokens) == 1 or tokens[1].text != "(" or tokens[2].kind is TokenKind.NUMBER)
    return IndexPart(tokens[0].name if plain else words.text(tokens), plain, descending, collation)


def _type(words: Words, origin: Origin) -> CreateType:
    name = words.table()
    if words.accept("AS", "ENUM"):
        parts = commas(words.parenthesised())
        values = tuple(string_value(part[0]) for part in parts if part[0].kind is TokenKind.STRING)
        known = len(values) == len(parts) and HOLE not in "".join(values)
        return CreateType(origin, name, values if known else None)
    return CreateType(origin, name, None, kind="type")


def _object(words: Words, origin: Origin, kind: str, *, replaces: bool) -> Change:
    exists = _if_not_exists(words)
    words.accept("CONCURRENTLY")
    name = words.table()
    table = None
    if kind in ("trigger", "policy", "rule"):
        if words.skip_to("ON" if kind != "rule" else "TO"):
            words.at += 1
            table = words.table()
        return CreateObject(origin, kind, name, table, or_replace=replaces, if_not_exists=exists)
    if kind in ("view", "materialized view"):
        return CreateObject(origin, kind, name, None, relations(words.tokens), replaces, exists)
    if kind in ("role", "user", "server", "publication", "subscription", "language"):
        return OtherSql(origin, f"CREATE {kind.upper()}")
    return CreateObject(origin, kind, name, or_replace=replaces, if_not_exists=exists)


def relations(tokens: tuple[Token, ...]) -> tuple[TableName, ...]:
    """The relations that a query names after FROM and JOIN, in order."""
    tables: dict[TableName, None] = {}
    for index, token in enumerate(tokens):
        if token.word in ("FROM", "JOIN"):
            reader = Words("", tokens)
            reader.at = index + 1
            while True:
                reader.accept("ONLY")
                reader.accept("LATERAL")
                if reader.token is None or reader.token.text == "(":
                    break
                table = reader.table()
                if table is not None and not (reader.token is not None and reader.token.text == "("):
                    tables[table] = None
                reader.accept("AS")
                if reader.token is not None and reader.token.is_name and reader.word not in _CLAUSES:
                    reader.at += 1
                if token.word == "JOIN" or not reader.accept(","):
                    break
    return tuple(tables)


_CLAUSES = frozenset(
    {
        "WHERE", "JOIN", "LEFT", "RIGHT", "INNER", "OUTER", "FULL", "CROSS", "NATURAL", "ON", "USING", "GROUP", "ORDER",
        "LIMIT", "HAVING", "UNION", "EXCEPT", "INTERSECT", "SET", "RETURNING", "FOR", "OFFSET", "FETCH", "WINDOW",
    }
)  # fmt: skip

"""Reads DROP, TRUNCATE and RENAME statements."""

from __future__ import annotations

from collections.abc import Iterator

from migralint.changes.change import Change, Origin, OtherSql, Unread
from migralint.changes.sql.reader import Words
from migralint.changes.values.connection import OutsideTransaction
from migralint.changes.values.data import ChangeData
from migralint.changes.values.indexes import DropIndex
from migralint.changes.values.objects import DropObject, DropType
from migralint.changes.values.tables import DropTable, RenameTable

_KINDS = (
    "VIEW", "FUNCTION", "PROCEDURE", "TRIGGER", "SEQUENCE", "SCHEMA", "EXTENSION", "POLICY", "RULE", "DATABASE",
    "EVENT", "AGGREGATE", "ROUTINE", "COLLATION", "STATISTICS", "ROLE", "USER", "OWNED", "SERVER", "PUBLICATION",
    "SUBSCRIPTION", "OPERATOR", "CAST", "FOREIGN", "TABLESPACE", "LANGUAGE",
)  # fmt: skip


def read_drop(words: Words, origin: Origin) -> Iterator[Change]:
    """The changes of a statement that starts with DROP."""
    words.accept("DROP")
    cascade = any(token.word == "CASCADE" for token in words.tokens)
    words.accept_any("TEMPORARY", "TEMP", "ONLINE", "OFFLINE")
    if words.accept("TABLE"):
        exists = words.accept("IF", "EXISTS")
        yield DropTable(origin, words.table(), cascade, exists)
        while words.accept(","):
            yield DropTable(origin, words.table(), cascade, exists)
    elif words.accept("INDEX"):
        concurrently = words.accept("CONCURRENTLY")
        exists = words.accept("IF", "EXISTS")
        while True:
            name = words.table()
            table = words.table() if words.accept("ON") else None
            yield DropIndex(origin, table, name.name if name is not None else None, concurrently, exists, cascade)
            if not words.accept(","):
                break
    elif words.accept_any("TYPE", "DOMAIN"):
        exists = words.accept("IF", "EXISTS")
        yield DropType(origin, words.table(), cascade, exists)
        while words.accept(","):
            yield DropType(origin, words.table(), cascade, exists)
    elif words.accept("MATERIALIZED", "VIEW"):
        yield from _objects(words, origin, "materialized view", cascade=cascade)
    elif words.accept("TABLESPACE"):
        yield OutsideTransaction(origin, "DROP TABLESPACE")
    elif word := words.accept_any(*_KINDS):
        yield from _objects(words, origin, word.lower(), cascade=cascade)
    elif words.is_hidden:
        yield Unread(origin, "sql", origin.statement)
    else:
        yield OtherSql(origin, "DROP")


def _objects(words: Words, origin: Origin, kind: str, *, cascade: bool) -> Iterator[Change]:
    exists = words.accept("IF", "EXISTS")
    while True:
        name = words.table()
        words.parenthesised()
        table = words.table() if words.accept("ON") else None
        yield DropObject(origin, kind, name, table, cascade, exists)
        if not words.accept(","):
            break


def read_truncate(words: Words, origin: Origin) -> Iterator[Change]:
    """The changes of TRUNCATE."""
    words.accept("TRUNCATE")
    words.accept("TABLE")
    cascade = any(token.word == "CASCADE" for token in words.tokens)
    while True:
        words.accept("ONLY")
        yield ChangeData(origin, words.table(), "truncate", cascade=cascade)
        words.accept("*")
        if not words.accept(","):
            break


def read_rename(words: Words, origin: Origin) -> Iterator[Change]:
    """The changes of MySQL's RENAME TABLE."""
    words.accept("RENAME")
    if not words.accept_any("TABLE", "TABLES"):
        yield OtherSql(origin, "RENAME")
        return
    while True:
        table = words.table()
        words.accept("TO")
        yield RenameTable(origin, table, words.table())
        if not words.accept(","):
            break

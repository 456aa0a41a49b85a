"""Reads one SQL statement as changes: its first words select the reader."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from migralint.changes.change import Change, Origin, OtherSql, Unread
from migralint.changes.definitions import TableName
from migralint.changes.sql.alter import read_alter_table
from migralint.changes.sql.create import read_create
from migralint.changes.sql.data import read_data
from migralint.changes.sql.drop import read_drop, read_rename, read_truncate
from migralint.changes.sql.reader import Words
from migralint.changes.values.connection import OutsideTransaction, SetVariable, Transaction
from migralint.changes.values.constraints import ValidateConstraint
from migralint.changes.values.indexes import RenameIndex
from migralint.changes.values.objects import AddEnumValue, RenameObject
from migralint.changes.values.tables import Comment, Maintenance, TableOption
from migralint.sql.tokens import Token

_PLAIN = frozenset(
    {
        "GRANT", "REVOKE", "ANALYZE", "ANALYSE", "EXPLAIN", "SHOW", "DESCRIBE", "DESC", "USE", "RESET", "DISCARD",
        "NOTIFY", "LISTEN", "UNLISTEN", "CHECKPOINT", "LOAD", "DECLARE", "FETCH", "CLOSE", "MOVE", "PREPARE",
        "DEALLOCATE", "UNLOCK", "FLUSH", "SECURITY", "REASSIGN", "IMPORT", "COPY", "KILL", "RELEASE", "ATTACH",
        "DETACH", "HANDLER", "PRINT", "GO", "DO",
    }
)  # fmt: skip
"""First words of statements that no rule covers."""
_DATA = ("SELECT", "INSERT", "UPDATE", "DELETE", "REPLACE", "MERGE", "WITH", "VALUES", "TABLE")


def read_statement(origin: Origin, tokens: tuple[Token, ...]) -> Iterator[Change]:
    """The changes that a statement makes, in order; `origin` has its text. Never fails: what was not understood is
    returned as Unread."""
    words = Words(origin.statement, tokens)
    while words.accept("("):
        pass
    word = words.word
    reader = _READERS.get(word)
    if reader is not None:
        yield from reader(words, origin)
    elif word in _PLAIN:
        yield OtherSql(origin, word)
    elif not tokens:
        return
    else:
        yield from _otherwise(word, origin)


def _otherwise(word: str, origin: Origin) -> Iterator[Change]:
    if not origin.holes:
        from migralint.changes.sql.parsed import is_understood  # few statements need a grammar

        if is_understood(origin.statement):
            yield OtherSql(origin, word)
            return
    yield Unread(origin, "sql", origin.statement)


def _alter(words: Words, origin: Origin) -> Iterator[Change]:
    words.accept("ALTER")
    words.accept_any("ONLINE", "OFFLINE", "IGNORE", "FOREIGN")
    if words.accept("TABLE"):
        if words.accept("ALL"):
            yield Maintenance(origin, None, "SET TABLESPACE")
        else:
            yield from read_alter_table(words, origin)
    elif words.accept("TYPE"):
        yield _alter_type(words, origin)
    elif words.accept("INDEX"):
        words.accept("IF", "EXISTS")
        name = words.table()
        if words.accept("RENAME", "TO"):
            yield RenameIndex(origin, None, name.name if name is not None else None, words.name())
        else:
            yield OtherSql(origin, "ALTER INDEX")
    elif words.accept("DOMAIN"):
        yield _alter_domain(words, origin)
    elif words.accept("SYSTEM"):
        yield OutsideTransaction(origin, "ALTER SYSTEM")
    elif words.accept("DATABASE"):
        moves = words.skip_to("TABLESPACE")
        yield (
            OutsideTransaction(origin, "ALTER DATABASE … SET TABLESPACE")
            if moves
            else OtherSql(origin, "ALTER DATABASE")
        )
    elif words.is_hidden:
        yield Unread(origin, "sql", origin.statement)
    else:
        yield _alter_object(words, origin)


def _alter_type(words: Words, origin: Origin) -> Change:
    name = words.table()
    if words.accept("ADD", "VALUE"):
        exists = words.accept("IF", "NOT", "EXISTS")
        return AddEnumValue(origin, name, words.string(), exists)
    if words.accept("RENAME", "VALUE"):
        value = words.string()
        words.accept("TO")
        return RenameObject(origin, "enum value", name, words.string(), value)
    if words.accept("RENAME", "TO"):
        return RenameObject(origin, "type", name, words.name())
    if words.accept("SET", "SCHEMA"):
        return RenameObject(origin, "schema", name, words.name())
    return Unread(origin, "sql", origin.statement) if words.is_hidden else OtherSql(origin, "ALTER TYPE")


def _alter_domain(words: Words, origin: Origin) -> Change:
    name = words.table()
    if words.accept("VALIDATE", "CONSTRAINT"):
        return ValidateConstraint(origin, None, words.name())
    text = " ".join(token.text.upper() for token in words.rest())
    return TableOption(origin, name, f"ALTER DOMAIN {text}")


def _alter_object(words: Words, origin: Origin) -> Change:
    materialized = words.accept("MATERIALIZED")
    kind = words.word
    words.at += 1
    words.accept("IF", "EXISTS")
    name = words.table()
    if words.is_hidden:
        return Unread(origin, "sql", origin.statement)
    plain = {"SCHEMA": "schema", "SEQUENCE": "sequence", "VIEW": "view"}.get(kind, "other")
    if words.skip_to("RENAME", "SET"):
        if words.accept("RENAME", "TO"):
            return RenameObject(origin, plain, name, words.name())  # type: ignore[arg-type]
        if words.accept("SET", "SCHEMA"):
            return RenameObject(origin, plain, name, words.name())  # type: ignore[arg-type]
    return OtherSql(origin, f"ALTER {'MATERIALIZED ' if materialized else ''}{kind}")


def _vacuum(words: Words, origin: Origin) -> Iterator[Change]:
    words.accept("VACUUM")
    options = {token.word for token in words.parenthesised()}
    while word := words.accept_any("FULL", "FREEZE", "VERBOSE", "ANALYZE"):
        options.add(word)
    yield Maintenance(origin, words.table(), "VACUUM FULL" if "FULL" in options else "VACUUM")


def _cluster(words: Words, origin: Origin) -> Iterator[Change]:
    words.accept("CLUSTER")
    words.accept("VERBOSE")
    first = words.table()
    if words.accept("ON"):
        first = words.table()
    yield Maintenance(origin, first, "CLUSTER")


def _reindex(words: Words, origin: Origin) -> Iterator[Change]:
    words.accept("REINDEX")
    options = {token.word for token in words.parenthesised()}
    kind = words.accept_any("INDEX", "TABLE", "SCHEMA", "DATABASE", "SYSTEM")
    concurrently = words.accept("CONCURRENTLY") or "CONCURRENTLY" in options
    yield Maintenance(origin, words.table(), "REINDEX", concurrently, kind.lower())


def _refresh(words: Words, origin: Origin) -> Iterator[Change]:
    words.accept("REFRESH", "MATERIALIZED", "VIEW")
    concurrently = words.accept("CONCURRENTLY")
    yield Maintenance(origin, words.table(), "REFRESH MATERIALIZED VIEW", concurrently)


def _lock(words: Words, origin: Origin) -> Iterator[Change]:
    words.accept("LOCK")
    words.accept_any("TABLE", "TABLES")
    words.accept("ONLY")
    table = words.table()
    mode = words.text(words.rest())
    yield Maintenance(origin, table, "LOCK TABLE", argument=mode)


def _optimize(words: Words, origin: Origin) -> Iterator[Change]:
    words.at += 1
    words.accept("TABLE")
    yield Maintenance(origin, words.table(), "OPTIMIZE")


def _set(words: Words, origin: Origin) -> Iterator[Change]:
    words.accept("SET")
    scope = words.accept_any("LOCAL", "SESSION", "GLOBAL", "PERSIST")
    if words.sees("TRANSACTION") or words.sees("CHARACTERISTICS") or words.sees("ROLE"):
        yield OtherSql(origin, f"SET {words.word}")
        return
    if words.accept("CONSTRAINTS"):
        yield OtherSql(origin, "SET CONSTRAINTS")
        return
    where = {"LOCAL": "local", "GLOBAL": "global", "PERSIST": "global"}.get(scope, "session")
    if words.accept("TIME", "ZONE"):
        yield _variable(words, origin, "timezone", where)
        return
    while words.token is not None and words.token.text == "@":
        words.at += 1
    name = words.table()
    while name is not None and name.schema is None and name.name.upper() in ("SESSION", "GLOBAL", "LOCAL"):
        where = name.name.lower()
        name = words.table()
    if not words.accept("="):
        words.accept("TO") or words.accept(":=")
    yield _variable(words, origin, name.name.lower() if name is not None else "", where)


def _variable(words: Words, origin: Origin, name: str, scope: str) -> Change:
    value = words.text(words.rest()).strip().strip("'\"").lower()
    return SetVariable(origin, name, value, scope)  # type: ignore[arg-type]


def _pragma(words: Words, origin: Origin) -> Iterator[Change]:
    words.accept("PRAGMA")
    name = words.table()
    words.accept("=")
    inner = words.parenthesised()
    value = words.text(inner) if inner else words.text(words.rest())
    yield SetVariable(origin, name.name.lower() if name is not None else "", value.strip("'\"").lower(), "pragma")


def _comment(words: Words, origin: Origin) -> Iterator[Change]:
    words.accept("COMMENT", "ON")
    kind = words.word
    words.at += 1
    name = words.table()
    if kind == "COLUMN" and name is not None and name.schema:
        *schema, table = name.schema.split(".")
        name = TableName(table, ".".join(schema) or None)
    yield Comment(origin, name if kind in ("TABLE", "COLUMN") else None)


def _transaction(words: Words, origin: Origin) -> Iterator[Change]:
    word = words.word
    if word == "SAVEPOINT" or "SAVEPOINT" in {token.word for token in words.tokens}:
        yield Transaction(origin, "SAVEPOINT")
    else:
        plain = {"START": "BEGIN", "END": "COMMIT", "ABORT": "ROLLBACK"}.get(word, word)
        yield Transaction(origin, plain)


def _unread(words: Words, origin: Origin) -> Iterator[Change]:
    yield Unread(origin, "sql", origin.statement)


_READERS: dict[str, Callable[[Words, Origin], Iterator[Change]]] = {
    **dict.fromkeys(_DATA, read_data),
    **dict.fromkeys(("BEGIN", "START", "COMMIT", "END", "ROLLBACK", "ABORT", "SAVEPOINT"), _transaction),
    **dict.fromkeys(("CALL", "EXEC", "EXECUTE", "IF", "WHILE"), _unread),
    "ALTER": _alter,
    "CLUSTER": _cluster,
    "COMMENT": _comment,
    "CREATE": read_create,
    "DROP": read_drop,
    "LOCK": _lock,
    "OPTIMIZE": _optimize,
    "PRAGMA": _pragma,
    "REFRESH": _refresh,
    "REINDEX": _reindex,
    "RENAME": read_rename,
    "SET": _set,
    "TRUNCATE": read_truncate,
    "VACUUM": _vacuum,
}

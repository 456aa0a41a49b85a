"""Reads ALTER TABLE, action by action."""

from __future__ import annotations

from collections.abc import Iterator

from migralint.changes.change import Change, Origin, Unread
from migralint.changes.definitions import Default, IndexPart, TableName
from migralint.changes.sql.columns import (  # fmt: skip
    read_column,
    read_default,
    read_table_constraint,
    starts_table_constraint,
)
from migralint.changes.sql.hidden import has_hidden_part
from migralint.changes.sql.reader import Words, commas, names_in
from migralint.changes.sql.types import read_type
from migralint.changes.values.columns import AddColumn, AlterColumn, DropColumn
from migralint.changes.values.constraints import AddConstraint, DropConstraint, RenameConstraint, ValidateConstraint
from migralint.changes.values.indexes import CreateIndex, DropIndex, RenameIndex
from migralint.changes.values.tables import AttachPartition, DetachPartition, Maintenance, RenameTable, TableOption
from migralint.history.operation import HOLE


def read_alter_table(words: Words, origin: Origin) -> Iterator[Change]:
    """The changes of ALTER TABLE; reading starts after these two words."""
    words.accept("IF", "EXISTS")
    words.accept("ONLY")
    table = words.table()
    words.accept("*")
    for part in commas(words.rest()):
        yield from _action(words.inside(part), origin, table)
        if origin.holes and has_hidden_part(part):
            yield Unread(origin, "sql", origin.statement)


def _action(words: Words, origin: Origin, table: TableName | None) -> Iterator[Change]:
    if words.accept("ADD"):
        yield from _add(words, origin, table)
    elif words.accept("DROP"):
        yield _drop(words, origin, table)
    elif words.accept("ALTER"):
        yield _alter(words, origin, table)
    elif words.sees("MODIFY") or words.sees("CHANGE"):
        yield from _redefine(words, origin, table)
    elif words.accept("RENAME"):
        yield _rename(words, origin, table)
    elif words.accept("VALIDATE", "CONSTRAINT"):
        yield ValidateConstraint(origin, table, words.name())
    elif words.accept("ATTACH", "PARTITION"):
        yield AttachPartition(origin, table, words.table())
    elif words.accept("DETACH", "PARTITION"):
        partition = words.table()
        word = words.accept_any("CONCURRENTLY", "FINALIZE")
        yield DetachPartition(origin, table, partition, word == "CONCURRENTLY", word == "FINALIZE")
    elif words.accept("SET", "SCHEMA"):
        schema = words.name()
        yield RenameTable(origin, table, TableName(table.name, schema) if table is not None and schema else None)
    elif words.is_hidden:
        yield Unread(origin, "sql", origin.statement)
    else:
        yield _option(words, origin, table)


def _option(words: Words, origin: Origin, table: TableName | None) -> Change:
    for kind in (
        "SET LOGGED", "SET UNLOGGED", "SET TABLESPACE", "SET ACCESS METHOD", "CONVERT TO CHARACTER SET",
        "CONVERT TO CHARSET", "FORCE",
    ):  # fmt: skip
        if words.accept(*kind.split()):
            plain = "CONVERT TO CHARACTER SET" if kind.endswith("CHARSET") else kind
            return Maintenance(origin, table, plain, argument=words.text(words.rest()))
    algorithm = lock = ""
    if words.accept("ALGORITHM"):
        words.accept("=")
        algorithm = words.word
    elif words.accept("LOCK"):
        words.accept("=")
        lock = words.word
    text = " ".join(token.text.upper() for token in words.tokens[:4])
    return TableOption(origin, table, text, algorithm, lock)


def _add(words: Words, origin: Origin, table: TableName | None) -> Iterator[Change]:
    if starts_table_constraint(words) and not words.sees("PERIOD"):
        if words.word in ("INDEX", "KEY", "FULLTEXT", "SPATIAL"):
            yield _index(words, origin, table)
            return
        constraint = read_table_constraint(words)
        yield AddConstraint(origin, table, constraint)
        return
    if words.accept("PARTITION") or words.sees("PERIOD"):
        yield TableOption(origin, table, "ADD PARTITION")
        return
    words.accept("COLUMN")
    exists = words.accept("IF", "NOT", "EXISTS")
    if words.token is not None and words.token.text == "(":  # MySQL's ADD (a INT, b INT)
        for part in commas(words.parenthesised()):
            yield AddColumn(origin, table, read_column(words.inside(part)))
        return
    positioned = any(token.word in ("FIRST", "AFTER") for token in words.tokens)
    inline = any(token.word == "REFERENCES" for token in words.tokens)
    yield AddColumn(origin, table, read_column(words), exists, inline, True, positioned)


def _index(words: Words, origin: Origin, table: TableName | None) -> Change:
    prefix = words.accept_any("FULLTEXT", "SPATIAL")
    words.accept_any("INDEX", "KEY")
    exists = words.accept("IF", "NOT", "EXISTS")
    name = words.name() if words.token is not None and words.token.text != "(" else None
    if words.accept("USING"):
        words.at += 1
    columns = tuple(map(IndexPart, names_in(words.parenthesised())))
    return CreateIndex(origin, table, name, columns, if_not_exists=exists, prefix=prefix)


def _drop(words: Words, origin: Origin, table: TableName | None) -> Change:
    cascade = any(token.word == "CASCADE" for token in words.tokens)
    if words.accept("PRIMARY", "KEY"):
        return DropConstraint(origin, table, None, True, "primary")
    kinds = {"CONSTRAINT": None, "FOREIGN": "foreignkey", "CHECK": "check"}
    if (word := words.word) in kinds:
        words.at += 1
        words.accept("KEY")
        exists = words.accept("IF", "EXISTS")
        return DropConstraint(origin, table, words.name(), True, kinds[word], cascade, exists)
    if words.accept_any("INDEX", "KEY"):
        exists = words.accept("IF", "EXISTS")
        return DropIndex(origin, table, words.name(), if_exists=exists)
    if words.accept("PARTITION"):
        return TableOption(origin, table, "DROP PARTITION")
    words.accept("COLUMN")
    exists = words.accept("IF", "EXISTS")
    return DropColumn(origin, table, words.name(), cascade, exists)


def _alter(words: Words, origin: Origin, table: TableName | None) -> Change:
    if words.sees("INDEX") or words.sees("CONSTRAINT") or words.sees("CHECK"):
        return TableOption(origin, table, f"ALTER {words.word}")
    words.accept("COLUMN")
    column = words.name()
    if words.accept("SET", "DATA", "TYPE") or words.accept("TYPE") or words.accept("SET", "TYPE"):
        kind = read_type(words)
        using = None
        if words.accept("USING"):
            text = words.text(words.rest())
            using = "" if HOLE in text else text
        return AlterColumn(origin, table, column, type=kind, using=using)
    if words.accept("SET", "NOT", "NULL"):
        return AlterColumn(origin, table, column, nullable=False)
    if words.accept("DROP", "NOT", "NULL"):
        return AlterColumn(origin, table, column, nullable=True)
    if words.accept("SET", "DEFAULT"):
        return AlterColumn(origin, table, column, default=read_default(words))
    if words.accept("DROP", "DEFAULT"):
        return AlterColumn(origin, table, column, default="drop")
    if words.accept("ADD", "GENERATED"):
        return AlterColumn(origin, table, column, default=Default(None, "identity", "IDENTITY"))
    return TableOption(origin, table, "ALTER COLUMN " + " ".join(token.text.upper() for token in words.rest()[:2]))


def _redefine(words: Words, origin: Origin, table: TableName | None) -> Iterator[Change]:
    """The changes of MySQL's MODIFY and CHANGE."""
    changes = words.accept("CHANGE")
    words.accept("MODIFY")
    words.accept("COLUMN")
    words.accept("IF", "EXISTS")
    old = words.name() if changes else None
    definition = read_column(words)
    name = old if changes else definition.name
    renamed = changes and old is not None and definition.name is not None and old.lower() != definition.name.lower()
    yield AlterColumn(
        origin,
        table,
        name,
        definition.type,
        definition.nullable,
        definition.default if definition.default is not None else "keep",
        definition.name if renamed else None,
        comment=definition.comment if definition.comment is not None else False,
        autoincrement=definition.autoincrement,
        redefines=True,
        column_definition=definition,
    )


def _rename(words: Words, origin: Origin, table: TableName | None) -> Change:
    if words.accept_any("TO", "AS"):
        new = words.table()
        schema = table.schema if table is not None else None
        return RenameTable(origin, table, TableName(new.name, new.schema or schema) if new is not None else None)
    if words.accept("CONSTRAINT"):
        old = words.name()
        words.accept("TO")
        return RenameConstraint(origin, table, old, words.name())
    if words.accept_any("INDEX", "KEY"):
        old = words.name()
        words.accept("TO")
        return RenameIndex(origin, table, old, words.name())
    words.accept("COLUMN")
    column = words.name()
    if words.accept("TO"):
        return AlterColumn(origin, table, column, new_name=words.name())
    if words.done and column is not None:  # MySQL's RENAME new_name
        return RenameTable(origin, table, TableName(column, table.schema if table is not None else None))
    return TableOption(origin, table, "RENAME")

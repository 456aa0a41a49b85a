"""Builds the value of one SQLite table from its pragmas and its text."""

from __future__ import annotations

import sqlite3

from msgspec.structs import replace

from migralint.database.sqlite.create_table import ParsedColumn, ParsedTable, parse_create_table
from migralint.database.sqlite.pragmas import table_from_pragmas
from migralint.database.sqlite.rows import read_rows, read_virtual_rows
from migralint.schema.column import Column
from migralint.schema.constraint import ForeignKey
from migralint.schema.index import Index, IndexPart
from migralint.schema.table import Table
from migralint.sql.create_index import parse_create_index
from migralint.sql.cursor import UnreadableStatementError
from migralint.sql.names import folded, quote
from migralint.sql.tokens import tokenize

_GENERATED = (2, 3)
"""The values of `hidden` in PRAGMA table_xinfo for generated columns."""
_HIDDEN = 1
_ROWID_TYPES = ("INTEGER",)


def read_table(
    connection: sqlite3.Connection,
    schema: str | None,
    name: str,
    sql: str,
    indexes: list[tuple[str, str]],
    position: int | None,
    *,
    rows: bool,
) -> Table:
    """Return the table `name` of the statement `sql`. `indexes`: name and text; `position`: from sqlite_sequence."""
    everything = connection.execute(f"PRAGMA table_xinfo({quote(name)})").fetchall()
    listed = [row for row in everything if row[6] != _HIDDEN]
    if sql[:40].split()[:2] and sql.split()[1].upper() == "VIRTUAL":
        module = " ".join(token.text for token in tokenize(sql)[_tokens_before_module(sql) :])
        columns = tuple(Column(row[1], row[2]) for row in listed)
        held = read_virtual_rows(connection, name, tuple(column.name for column in columns)) if rows else None
        return Table(name, columns, schema, options=(f"USING {module}",), rows=held)
    try:
        parsed = parse_create_table(sql)
        understood = {folded(column.name) for column in parsed.columns} == {folded(row[1]) for row in listed}
    except UnreadableStatementError:
        understood = False
    if not understood:
        parsed = table_from_pragmas(connection, name, listed)
    texts = {folded(column.name): column for column in parsed.columns}
    key_size = sum(1 for row in listed if row[5])
    columns = tuple(_column(row, texts.get(folded(row[1])), parsed, key_size) for row in listed)
    plain = tuple(row[1] for row in listed if row[6] not in _GENERATED)
    return Table(
        name,
        columns,
        schema,
        primary_key=parsed.primary_key,
        uniques=parsed.uniques,
        checks=parsed.checks,
        foreign_keys=tuple(_with_target(connection, key) for key in parsed.foreign_keys),
        indexes=tuple(_index(connection, columns, index, text) for index, text in indexes),
        options=parsed.options,
        rows=read_rows(connection, name, plain) if rows else None,
        position=position,
        stored=sql,
        understood=understood,
    )


def _tokens_before_module(sql: str) -> int:
    for index, token in enumerate(tokenize(sql)):
        if token.is_word("USING"):
            return index + 1
    return 0


def _column(row: tuple[object, ...], text: ParsedColumn | None, parsed: ParsedTable, key_size: int) -> Column:
    _, name, declared, not_null, default, key_position, _ = row
    text = text or ParsedColumn(str(name))
    is_key = bool(key_position)
    alias = (
        is_key
        and key_size == 1
        and str(declared).upper() in _ROWID_TYPES
        and not text.primary_key_descending
        and "WITHOUT ROWID" not in parsed.options
    )
    implied = is_key and (alias or "WITHOUT ROWID" in parsed.options or "STRICT" in parsed.options)
    collation = (text.collation or "").upper()
    return Column(
        str(name),
        str(declared),
        nullable=not (not_null or implied),
        default=str(default) if default is not None else None,
        collation=collation if collation not in ("", "BINARY") else None,
        computed=text.computed,
        autoincrement="AUTOINCREMENT" if text.autoincrement else "rowid" if alias else "",
        on_conflict=text.not_null_conflict,
    )


def _with_target(connection: sqlite3.Connection, key: ForeignKey) -> ForeignKey:
    """Add the target's columns if the text names none: then they are the target's primary key."""
    if key.target_columns:
        return key
    listed = connection.execute(f"PRAGMA table_info({quote(key.target)})").fetchall()
    primary = sorted((row for row in listed if row[5]), key=lambda row: int(row[5]))
    return replace(key, target_columns=tuple(row[1] for row in primary))


def _index(connection: sqlite3.Connection, columns: tuple[Column, ...], name: str, sql: str) -> Index:
    try:
        parsed = parse_create_index(sql)
    except UnreadableStatementError:
        return Index(name, (IndexPart(sql, False),), stored=sql)
    collations = {column.name: column.collation or "BINARY" for column in columns}
    listed = connection.execute(f"PRAGMA index_xinfo({quote(name)})").fetchall()
    keys = [row for row in listed if row[5]]
    parts = []
    for key, (_, place, column, descending, collation, _) in zip(parsed.keys, keys, strict=True):
        is_column = place >= 0
        # The column's own collation is reported with the column; that of an expression is not distinguished.
        own = collations.get(column, "BINARY") if is_column else key.collation or collation
        differing = "" if str(collation).upper() == str(own).upper() else str(collation).upper()
        written = differing if is_column else key.collation.upper()
        parts.append(IndexPart(column if is_column else key.expression, is_column, bool(descending), "", written))
    return Index(name, tuple(parts), parsed.unique, parsed.where, stored=sql)

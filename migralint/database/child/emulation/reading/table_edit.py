"""Edits a CREATE TABLE text: only the requested parts change, all other bytes stay; runs no SQL."""

from __future__ import annotations

from .....sql.constraint import Constraint
from .....sql.create_table import Column, TableText, read_table
from .....sql.names import folded, quote
from .....sql.tokens import TokenKind, closing, tokenize_server


def splice(text: str, *changes: tuple[int, int, str]) -> str:
    """Return `text` with each span (start, end) replaced; spans must not overlap, their order does not matter."""
    for start, end, replacement in sorted(changes, reverse=True):
        text = text[:start] + replacement + text[end:]
    return text


def rename_table(table: TableText, name: str, schema: str | None = None) -> TableText:
    """Return the table under another name, which is quoted; with the schema in which it is to be created."""
    full = quote(name) if schema is None else f"{quote(schema)}.{quote(name)}"
    return read_table(splice(table.sql, (*table.name_span, full)))


def add_column(table: TableText, definition: str) -> TableText:
    """Add a column after the last one, as SQLite's own ADD COLUMN does."""
    return _insert(table, table.columns[-1].end, f", {definition}")


def add_constraint(table: TableText, definition: str) -> TableText:
    """Add a table constraint at the end of the body."""
    end = max([column.end for column in table.columns] + [item.end for item in table.items])
    return _insert(table, end, f", {definition}")


def add_column_constraint(table: TableText, column: Column, definition: str) -> TableText:
    """Add a constraint to the definition of the column."""
    return _insert(table, column.end, f" {definition}")


def drop_column(table: TableText, column: Column) -> TableText:
    """Remove the column; table constraints that name it are kept, for the caller to decide."""
    return read_table(_without_part(table, column.start, column.end, column.comma))


def drop_constraint(table: TableText, constraint: Constraint) -> TableText:
    """Remove the constraint, which must belong to this `table`."""
    for item in table.items:
        if item.constraints == (constraint,):
            return read_table(_without_part(table, item.start, item.end, item.comma))
    return read_table(_without_words(table.sql, constraint.start, constraint.end))


def set_type(table: TableText, column: Column, declared: str) -> TableText:
    """Change the declared type; an empty type leaves the column without a type."""
    start, end = column.type_span
    return read_table(splice(table.sql, (start, end, declared if start != end else f" {declared}")))


def set_nullable(table: TableText, column: Column, nullable: bool) -> TableText:
    """Add NOT NULL to the column definition, or remove it; no change if it is already so."""
    while True:
        written = column.constraint("not null") or (None if nullable else column.constraint("null"))
        if written is None:
            break
        if written.kind == "not null" and not nullable:
            return table
        table = drop_constraint(table, written)
        column = _again(table, column)
    if nullable:
        return table
    return _insert(table, column.type_span[1], " NOT NULL")


def set_default(table: TableText, column: Column, expression: str | None) -> TableText:
    """Set this default (SQL as it can follow DEFAULT), or remove the default."""
    written = column.constraint("default")
    if written is not None and expression is not None:
        return read_table(splice(table.sql, (*written.body, expression)))
    if written is not None:
        return drop_constraint(table, written)
    return table if expression is None else _insert(table, column.type_span[1], f" DEFAULT {expression}")


def set_generated(table: TableText, column: Column, clause: str | None) -> TableText:
    """Set this `GENERATED ALWAYS AS (…)` clause, or make it an ordinary column."""
    written = column.constraint("generated")
    if written is not None:
        table = drop_constraint(table, written)
        column = _again(table, column)
    return table if clause is None else add_column_constraint(table, column, clause)


def _again(table: TableText, column: Column) -> Column:
    result = table.column(column.name)
    if result is None:
        raise AssertionError(f"the edit lost column {column.name!r}")
    return result


def _insert(table: TableText, at: int, text: str) -> TableText:
    return read_table(splice(table.sql, (at, at, text)))


def _without_part(table: TableText, start: int, end: int, comma: int | None) -> str:
    sql = table.sql
    if comma is not None:
        if not sql[comma + 1 : start].strip():
            return splice(sql, (comma, end, ""))
        # A comment before the part belongs to the previous line, so only remove the comma and the part.
        return splice(sql, (comma, comma + 1, ""), (start, end, ""))
    commas = [column.comma for column in table.columns if column.comma is not None]
    commas += [item.comma for item in table.items if item.comma is not None]
    if not commas:
        return splice(sql, (start, end, ""))
    first = min(commas)
    rest = first + 1
    while sql[rest : rest + 1].isspace():
        rest += 1
    if sql[end:first].strip():
        return splice(sql, (start, end, ""), (first, first + 1, ""))
    return splice(sql, (start, rest, ""))


def _without_words(sql: str, start: int, end: int) -> str:
    before = start
    while sql[before - 1 : before] in (" ", "\t"):
        before -= 1
    # Remove white space with the words, but never join two words, or a line comment and a word.
    follows = sql[end : end + 1]
    keep = "" if not follows or follows.isspace() or follows in ",)" else " "
    return splice(sql, (before, end, keep))


def without_member(text: str, name: str) -> str:
    """Return a key or index definition without the column `name` in its first parenthesised list."""
    tokens = tokenize_server(text)
    opening = next(at for at, token in enumerate(tokens) if token.text == "(")
    end = closing(tokens, opening)
    members = []
    at = opening + 1
    while at < end:
        last = at
        while last < end and tokens[last].text != ",":
            last = closing(tokens, last) + 1 if tokens[last].text == "(" else last + 1
        if folded(tokens[at].name) != folded(name):
            members.append(text[tokens[at].start : tokens[last - 1].end])
        at = last + 1
    return splice(text, (tokens[opening].end, tokens[end].start, ", ".join(members)))


def without_lengths(text: str) -> str:
    """Return a list of index columns without MySQL's prefix lengths: `(a(10), b)` becomes `(a, b)`."""
    tokens = tokenize_server(text)
    changes = [
        (tokens[at].start, tokens[at + 2].end, "")
        for at in range(2, len(tokens) - 2)
        if tokens[at].text == "(" and tokens[at + 1].kind is TokenKind.NUMBER and tokens[at + 2].text == ")"
    ]
    return splice(text, *changes)

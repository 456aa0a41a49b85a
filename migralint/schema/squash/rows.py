"""Writes rows: `bulk_insert` where every value has a type for it, else INSERT."""

from __future__ import annotations

import re
from collections.abc import Iterator

from migralint.schema.column import Column
from migralint.schema.database import full_name
from migralint.schema.rows import Rows
from migralint.schema.squash.layout import Call, Code, Node, call, execute, identifier, string
from migralint.schema.squash.objects import NotWritableError
from migralint.schema.squash.style import Style
from migralint.schema.squash.types import variable
from migralint.schema.squash.values import Typed, anew, typed, unquoted
from migralint.schema.table import Table

_NUMBER = re.compile(r"-?\d+(\.\d+)?")


def insert_rows(table: Table, style: Style) -> Iterator[Call]:
    """Yield what puts the table's rows in. Raises NotWritableError if they are too many, or cannot be had anew."""
    rows = table.rows
    if rows is None or not rows.count:
        return
    name = full_name(table.schema, table.name)
    if rows.kept is None:
        raise NotWritableError(f"the table {name} holds {rows.count} rows, too many for a revision file")
    if any(option.startswith("USING ") for option in table.options):
        yield _insert_virtual(table, rows, rows.kept, style)
        return
    columns = _given(table, rows, style)
    ordered = sorted(rows.kept, key=lambda row: _place(table, rows, row))
    literals = {column.name: [row[_index(rows, column)] for row in ordered] for column in columns}
    chosen = {column.name: _typed(table, column, literals[column.name], style) for column in columns}
    whole = {column: values for column, values in chosen.items() if values is not None}
    if len(whole) == len(chosen) and not _needs_sql(table, style):
        yield _bulk_insert(table, whole, len(ordered))
        return
    again = [column for column in literals if (name, _key(column, style)) in style.volatile]
    if again:
        raise NotWritableError(f"{name}.{again[0]} has another value in each run, and SQL gives no such value")
    yield _insert(table, literals, len(ordered), style)


def _key(column: str, style: Style) -> str:
    return column.lower() if style.dialect == "sqlite" else column


def _index(rows: Rows, column: Column) -> int:
    names = [name.lower() for name in rows.columns]
    return rows.columns.index(column.name) if column.name in rows.columns else names.index(column.name.lower())


def _given(table: Table, rows: Rows, style: Style) -> list[Column]:
    """The columns with values of their own: neither generated, nor given anew by their default in each run."""
    name = full_name(table.schema, table.name)
    return [
        column
        for column in table.columns
        if column.computed is None
        and not ((name, _key(column.name, style)) in style.volatile and column.default is not None)
    ]


def _place(table: Table, rows: Rows, row: tuple[str, ...]) -> list[tuple[int, float, str]]:
    """Sorts by primary key, numbers as such, then by all columns in their order."""
    key = table.primary_key.columns if table.primary_key is not None else ()
    by_name = {column.name: column for column in table.columns if column.computed is None}
    order = [by_name[name] for name in key if name in by_name] + list(by_name.values())
    values = [row[_index(rows, column)] for column in order]
    return [(0, float(one), one) if _NUMBER.fullmatch(one) else (1, 0.0, one) for one in values]


def _typed(table: Table, column: Column, literals: list[str], style: Style) -> Typed | None:
    name = full_name(table.schema, table.name)
    if (name, _key(column.name, style)) not in style.volatile:
        if column.type in style.enum_types:
            values: list[Node] = [unquoted(one) for one in literals]
            return Typed(variable(style.enum_types[column.type]), values)
        return typed(column, literals, style.dialect)
    keys = [*(key.columns for key in table.foreign_keys), table.primary_key.columns if table.primary_key else ()]
    found = None if any(column.name in one for one in keys) else anew(column, literals, style.dialect)
    if found is None:
        raise NotWritableError(
            f"{name}.{column.name} has another value in each run of the old revisions, and it is neither a time nor "
            "a UUID that nothing refers to, so a squash cannot give such a value"
        )
    return found


def _needs_sql(table: Table, style: Style) -> bool:
    """Whether one statement must insert all: rows point to each other, or a column wants to be overridden."""
    name = full_name(table.schema, table.name)
    own = any(key.target == name for key in table.foreign_keys)
    always = any(column.identity is not None and column.identity.always for column in table.columns)
    return (own and style.dialect != "sqlite") or always


def _bulk_insert(table: Table, columns: dict[str, Typed], count: int) -> Call:
    described: list[Node] = [call("sa.column", name, Code(one.type)) for name, one in columns.items()]
    schema: dict[str, Node] = {"schema": table.schema} if table.schema else {}
    rows = [{name: one.values[place] for name, one in columns.items()} for place in range(count)]
    return call("op.bulk_insert", call("sa.table", table.name, *described, **schema), rows)


def _insert(table: Table, literals: dict[str, list[str]], count: int, style: Style) -> Call:
    names = ", ".join(identifier(None, name) for name in literals)
    written = [[_signed(one) for one in column] for column in literals.values()]
    values = ",\n".join(f"    ({', '.join(one[place] for one in written)})" for place in range(count))
    always = any(column.identity is not None and column.identity.always for column in table.columns)
    overriding = " OVERRIDING SYSTEM VALUE" if always else ""
    return execute(f"INSERT INTO {identifier(table.schema, table.name)} ({names}){overriding} VALUES\n{values}")


def _insert_virtual(table: Table, rows: Rows, kept: tuple[tuple[str, ...], ...], style: Style) -> Call:
    name = full_name(table.schema, table.name)
    number = rows.columns.index("rowid")
    empty = all({*row[:number], *row[number + 1 :]} == {"NULL"} for row in kept)
    if empty or any(owner == name for owner, _ in style.volatile):
        raise NotWritableError(f"what the virtual table {name} holds cannot be had anew from what it shows")
    ordered = sorted(kept, key=lambda row: int(row[number]))
    literals = {column: [row[place] for row in ordered] for place, column in enumerate(rows.columns)}
    return _insert(table, literals, len(ordered), style)


def _signed(literal: str) -> str:
    """A minus before nothing is lost where the number is one of integers first."""
    return f"'{literal}'" if re.fullmatch(r"-0(\.0*)?", literal) else literal


def set_positions(table: Table, style: Style) -> Iterator[Call]:
    """Yield what lets the table's own counters go on from where they stood."""
    if style.dialect == "sqlite":
        if table.position is not None and table.position != _last_key(table):
            name = string(table.name)
            schema = "" if table.schema is None else f"{identifier(None, table.schema)}."
            yield execute(f"DELETE FROM {schema}sqlite_sequence WHERE name = {name}")
            yield execute(f"INSERT INTO {schema}sqlite_sequence (name, seq) VALUES ({name}, {table.position})")
        return
    for column in table.columns:
        if column.identity is not None and column.identity.position is not None:
            of = f"{string(identifier(table.schema, table.name))}, {string(column.name)}"
            yield execute(f"SELECT setval(pg_get_serial_sequence({of}), {column.identity.position})")


def _last_key(table: Table) -> int | None:
    """Where SQLite counts from once the rows are in."""
    counted = next((column for column in table.columns if column.autoincrement == "AUTOINCREMENT"), None)
    if counted is None or table.rows is None or not table.rows.kept:
        return None
    place = _index(table.rows, counted)
    return max(int(row[place]) for row in table.rows.kept)

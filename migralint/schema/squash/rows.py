"""Writes rows: `bulk_insert` if every value has a type for it, otherwise INSERT."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from migralint.schema.column import Column
from migralint.schema.database import full_name
from migralint.schema.opsource.layout import Call, Code, Node, call, execute, identifier, string, without_parameters
from migralint.schema.rows import Rows
from migralint.schema.squash.cells import Cell, Cells, index_of
from migralint.schema.squash.objects import NotWritableError
from migralint.schema.squash.seeds.generated_values import Fresh
from migralint.schema.squash.seeds.values import Typed
from migralint.schema.squash.style import Style
from migralint.schema.squash.typed_cells import bound_value, typed_cells
from migralint.schema.table import Table

_BOUND = re.compile(r"\0(\w+)\0")


def insert_rows(table: Table, cells: Cells | None, fresh: Fresh, style: Style) -> Iterator[Call]:
    """Yield the operations that insert the rows of the table. Raises NotWritableError if that is impossible."""
    rows = table.rows
    if rows is not None and rows.kept and any(option.startswith("USING ") for option in table.options):
        yield _insert_virtual(table, rows, rows.kept, style)
        return
    if cells is None:
        return
    chosen = {
        column.name: typed_cells(column, [row[at] for row in cells.rows], fresh, style)
        for at, column in enumerate(cells.columns)
    }
    whole = {column: values for column, values in chosen.items() if values is not None}
    if len(whole) == len(chosen) and not _needs_sql(table, style):
        yield _bulk_insert(table, whole, len(cells.rows))
    else:
        yield _insert(cells, fresh, style)


def _needs_sql(table: Table, style: Style) -> bool:
    """Whether one statement must insert all rows: rows refer to each other, or an identity must be overridden."""
    name = full_name(table.schema, table.name)
    own = any(key.target == name for key in table.foreign_keys)
    always = any(column.identity is not None and column.identity.always for column in table.columns)
    return (own and style.dialect != "sqlite") or always


def _bulk_insert(table: Table, columns: dict[str, Typed], count: int) -> Call:
    described: list[Node] = [call("sa.column", name, Code(one.type)) for name, one in columns.items()]
    schema: dict[str, Node] = {"schema": table.schema} if table.schema else {}
    rows = [{name: one.values[place] for name, one in columns.items()} for place in range(count)]
    return call("op.bulk_insert", call("sa.table", table.name, *described, **schema), rows)


def _insert(cells: Cells, fresh: Fresh, style: Style) -> Call:
    table = cells.table
    bound: dict[str, Node] = {}
    rows = [
        [_value(column, cell, bound, fresh, style) for column, cell in zip(cells.columns, row, strict=True)]
        for row in cells.rows
    ]
    names = [identifier(None, column.name) for column in cells.columns]
    always = any(column.identity is not None and column.identity.always for column in table.columns)
    sql = _insert_sql(table, names, rows, " OVERRIDING SYSTEM VALUE" if always else "")
    if not bound:
        return execute(sql)
    text = _BOUND.sub(r":\1", without_parameters(sql))
    return call("op.execute", Call("bindparams", (), bound, of=call("sa.text", text)))


def _insert_sql(table: Table, names: Sequence[str], rows: Sequence[Sequence[str]], overriding: str = "") -> str:
    values = ",\n".join(f"    ({', '.join(row)})" for row in rows)
    return f"INSERT INTO {identifier(table.schema, table.name)} ({', '.join(names)}){overriding} VALUES\n{values}"


def _value(column: Column, cell: Cell, bound: dict[str, Node], fresh: Fresh, style: Style) -> str:
    """Return the value as SQL; a value that each run generates becomes a parameter in `bound`."""
    if not cell.is_fresh:
        return _signed(cell.literal)
    name = f"value_{len(bound) + 1}"
    bound[name] = Code(bound_value(cell, fresh, style))
    return f"\0{name}\0" if style.dialect == "sqlite" else f"CAST(\0{name}\0 AS {column.type})"


def _insert_virtual(table: Table, rows: Rows, kept: tuple[tuple[str, ...], ...], style: Style) -> Call:
    name = full_name(table.schema, table.name)
    number = rows.columns.index("rowid")
    empty = all({*row[:number], *row[number + 1 :]} == {"NULL"} for row in kept)
    if empty or any(owner == name for owner, _ in style.volatile.fresh):
        raise NotWritableError(f"the content of the virtual table {name} cannot be rebuilt from its rows")
    ordered = sorted(kept, key=lambda row: int(row[number]))
    names = [identifier(None, column) for column in rows.columns]
    return execute(_insert_sql(table, names, [[_signed(one) for one in row] for row in ordered]))


def _signed(literal: str) -> str:
    """Quote a negative zero: as an integer literal it would lose its sign."""
    return f"'{literal}'" if re.fullmatch(r"-0(\.0*)?", literal) else literal


def set_positions(table: Table, style: Style) -> Iterator[Call]:
    """Yield statements that set the table's own counters to their positions."""
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
    """Return the position of SQLite's counter after the rows are inserted."""
    counted = next((column for column in table.columns if column.autoincrement == "AUTOINCREMENT"), None)
    if counted is None or table.rows is None or not table.rows.kept:
        return None
    place = index_of(table.rows, counted)
    return max(int(row[place]) for row in table.rows.kept)

"""The rows of a table, separated into constant values and values of the run, in source order."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from msgspec import Struct

from migralint.schema.column import Column
from migralint.schema.compare.rows import is_volatile_default
from migralint.schema.database import Database, full_name
from migralint.schema.rows import Rows
from migralint.schema.squash.seeds.colours import shown
from migralint.schema.squash.seeds.tokens import Moment, Part, Recognizer
from migralint.schema.squash.seeds.volatile import FROZEN, colours_of, left
from migralint.schema.squash.style import Style
from migralint.schema.table import Table

_NUMBER = re.compile(r"-?\d+(\.\d+)?")


class Cell(Struct, frozen=True):
    """One value of a row."""

    literal: str
    """The SQL literal as it was read."""
    parts: tuple[Part, ...]
    expression: str | None = None
    """The Python expression that the user accepted for it."""

    @property
    def is_fresh(self) -> bool:
        """Whether each run generates a new value."""
        return self.expression is not None or any(not isinstance(part, str) for part in self.parts)

    @property
    def token(self) -> Part | None:
        """The generated value, if it is the whole value."""
        return self.parts[0] if len(self.parts) == 1 and self.is_fresh and self.expression is None else None


class Cells(Struct, frozen=True):
    """The rows of a table that are to be written."""

    table: Table
    columns: tuple[Column, ...]
    """The columns that get an explicit value."""
    rows: tuple[tuple[Cell, ...], ...]
    """Sorted by primary key; values in the order of `columns`."""

    def parts(self) -> Iterator[tuple[str, list[tuple[str, tuple[Part, ...]]]]]:
        """Yield the table's name and each row's values with their columns, the primary key first."""
        key = self.table.primary_key.columns if self.table.primary_key is not None else ()
        order = sorted(range(len(self.columns)), key=lambda at: self.columns[at].name not in key)
        for row in self.rows:
            yield self.table.name, [(self.columns[at].name, row[at].parts) for at in order]


def cells_of(database: Database, style: Style) -> dict[Table, Cells]:
    """Return the rows to insert for each table that is not empty."""
    reader = None if style.window is None else style.volatile.recognizer(style.window)
    colour_of = {} if reader is None else colours_of(database, reader, style.volatile)
    by_table = {table: _cells(table, style, reader, colour_of) for table in database.tables}
    return {table: cells for table, cells in by_table.items() if cells is not None}


def index_of(rows: Rows, column: Column) -> int:
    """Return the position of the column's values in the rows."""
    names = [name.lower() for name in rows.columns]
    return rows.columns.index(column.name) if column.name in rows.columns else names.index(column.name.lower())


def _cells(table: Table, style: Style, reader: Recognizer | None, colour_of: Mapping[str, str]) -> Cells | None:
    rows = table.rows
    kept_rows = left(table, style.volatile)
    if rows is None or not kept_rows or any(option.startswith("USING ") for option in table.options):
        return None
    columns = [column for column in table.columns if column.computed is None]
    places = [index_of(rows, column) for column in columns]
    whole = [
        tuple(
            _cell(table, rows, row[at], at, column.type, reader, style)
            for column, at in zip(columns, places, strict=True)
        )
        for row in kept_rows
    ]
    names = [column.name for column in columns]
    key = [names.index(name) for name in (table.primary_key.columns if table.primary_key else ()) if name in names]
    whole.sort(key=lambda row: _place([row[at] for at in key] + [*row], colour_of))
    written = [
        at
        for at, column in enumerate(columns)
        if not _is_by_default(table, rows.columns[places[at]], column, [row[at] for row in whole], style)
    ]
    return Cells(table, tuple(columns[at] for at in written), tuple(tuple(row[at] for at in written) for row in whole))


def _cell(
    table: Table, rows: Rows, literal: str, place: int, kind: str, reader: Recognizer | None, style: Style
) -> Cell:
    where = (full_name(table.schema, table.name), rows.columns[place])
    chosen = style.volatile.accepted.get(".".join(where))
    if chosen is not None and literal not in style.volatile.kept.get(where, ()) and literal != "NULL":
        return Cell(literal, (literal,), None if chosen == FROZEN else chosen)
    return Cell(literal, (literal,) if reader is None else reader.parts(literal, kind))


def _is_by_default(table: Table, name: str, column: Column, cells: Sequence[Cell], style: Style) -> bool:
    """Whether the server default gives every row a new value of its own, as before."""
    if (full_name(table.schema, table.name), name) in style.volatile.by_default:
        return True
    return is_volatile_default(column.default, style.dialect) and all(
        isinstance(cell.token, Moment) and not cell.token.offset for cell in cells
    )


def _place(cells: Sequence[Cell], colour_of: Mapping[str, str]) -> list[tuple[int, float, str]]:
    """Return a sort key: numbers by value; values that differ between runs last."""
    values = ["" if cell.is_fresh else cell.literal for cell in cells]
    known = [(0, float(one), one) if _NUMBER.fullmatch(one) else (1, 0.0, one) for one in values]
    return known + [(2, 0.0, shown(cell.parts, colour_of) if cell.is_fresh else "") for cell in cells]

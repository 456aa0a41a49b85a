"""Writes the values of one column for `bulk_insert`, and single ones for INSERT; generated values as expressions."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from migralint.schema.column import Column
from migralint.schema.opsource.layout import Code, Node, literal
from migralint.schema.squash.cells import Cell
from migralint.schema.squash.seeds.generated_values import Fresh
from migralint.schema.squash.seeds.tokens import Identifier, Moment
from migralint.schema.squash.seeds.values import TEXTUAL, Typed, typed, unquoted
from migralint.schema.squash.style import Style
from migralint.schema.squash.types import variable

_MOMENTS = {
    "timestamp without time zone": "sa.DateTime",
    "timestamp with time zone": "sa.DateTime(timezone=True)",
}


def typed_cells(column: Column, cells: Sequence[Cell], fresh: Fresh, style: Style) -> Typed | None:
    """Return the values with a type that stores exactly these values; None if there is none."""
    literals = [cell.literal for cell in cells]
    if column.type in style.enum_types and not any(cell.is_fresh for cell in cells):
        return Typed(variable(style.enum_types[column.type]), [unquoted(one) for one in literals])
    if not any(cell.is_fresh for cell in cells):
        return typed(column, literals, style.dialect)
    if any(cell.expression is not None for cell in cells) and not _is_text(column, cells, style):
        return None
    result = _uuids(column, cells, fresh, style) or _moments(column, cells, fresh, style)
    if result is not None:
        return result
    if _is_text(column, cells, style):
        name = "sa.Text" if column.type.upper() == "TEXT" else "sa.String"
        return Typed(name, [_text(cell, fresh) for cell in cells])
    return _bytes(cells, fresh) if style.dialect == "sqlite" else None


def bound_value(cell: Cell, fresh: Fresh, style: Style) -> str:
    """Return an expression for a generated value as a parameter of INSERT; on PostgreSQL, INSERT casts its text."""
    if cell.expression is not None:
        return cell.expression if style.dialect == "sqlite" else f"str({cell.expression})"
    token = cell.token
    if style.dialect == "sqlite" and isinstance(token, Moment) and token.form in ("s", "ms", "us"):
        return fresh.moment(token)
    return fresh.text(cell.parts)


def _is_text(column: Column, cells: Sequence[Cell], style: Style) -> bool:
    if style.dialect == "postgresql":
        return column.type.partition("(")[0].strip() in TEXTUAL
    return all(isinstance(unquoted(cell.literal), str) or cell.literal == "NULL" for cell in cells)


def _text(cell: Cell, fresh: Fresh) -> Node:
    if cell.expression is not None:
        return Code(cell.expression)
    return Code(fresh.text(cell.parts)) if cell.is_fresh else unquoted(cell.literal)


def _uuids(column: Column, cells: Sequence[Cell], fresh: Fresh, style: Style) -> Typed | None:
    if style.dialect != "postgresql" or column.type != "uuid":
        return None
    values: list[Node] = []
    for cell in cells:
        if isinstance(cell.token, Identifier):
            values.append(Code(fresh.identifier(cell.token)))
        else:
            text = unquoted(cell.literal)
            values.append(None if text is None else Code(f"uuid.UUID({literal(str(text))})"))
    return Typed("postgresql.UUID(as_uuid=True)", values)


def _moments(column: Column, cells: Sequence[Cell], fresh: Fresh, style: Style) -> Typed | None:
    if style.dialect == "postgresql":
        kind = _MOMENTS.get(column.type)
    else:
        kind = "sa.DateTime" if column.type.upper() in ("DATETIME", "TIMESTAMP") else None
    if kind is None:
        return None
    values: list[Node] = []
    for cell in cells:
        if cell.literal == "NULL":
            values.append(None)
        elif isinstance(cell.token, Moment):
            if style.dialect == "sqlite" and (cell.token.digits, cell.token.sep, cell.token.zone) != (6, " ", ""):
                return None
            values.append(Code(fresh.moment(cell.token)))
        else:
            moment = _moment(str(unquoted(cell.literal)), style)
            if moment is None:
                return None
            values.append(moment)
    return Typed(kind, values)


def _moment(text: str, style: Style) -> Node:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    if style.dialect == "sqlite" and f"{moment:%Y-%m-%d %H:%M:%S.%f}" != text:
        return None
    if moment.tzinfo is None:
        return Code(repr(moment))
    bare = repr(moment.replace(tzinfo=None) - (moment.utcoffset() or moment.min - moment.min))
    return Code(f"{bare[:-1]}, tzinfo=datetime.timezone.utc)")


def _bytes(cells: Sequence[Cell], fresh: Fresh) -> Typed | None:
    """Return the bytes of UUIDs and other bytes; None if there is any other value."""
    values: list[Node] = []
    for cell in cells:
        content = unquoted(cell.literal)
        if isinstance(cell.token, Identifier) and cell.token.form == "bytes":
            values.append(Code(f"{fresh.identifier(cell.token)}.bytes"))
        elif isinstance(content, bytes) or cell.literal == "NULL":
            values.append(content)
        else:
            return None
    return Typed("sa.LargeBinary", values)

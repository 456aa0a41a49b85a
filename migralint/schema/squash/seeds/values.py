"""Converts SQL literals of rows back into Python values."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime
from typing import NamedTuple

from migralint.schema.column import Column
from migralint.schema.opsource.layout import Code, Node

_NUMBER = re.compile(r"-?\d+(\.\d+)?(e[+-]?\d+)?", re.IGNORECASE)
_WHOLE = re.compile(r"-?\d+")
TEXTUAL = ("character varying", "character", "text")


class Typed(NamedTuple):
    """The values of one column for `bulk_insert`."""

    type: str
    """The SQLAlchemy type, as source."""
    values: list[Node]


def unquoted(literal: str) -> str | bytes | None:
    """Return the text or the bytes in a literal; None for NULL and for numbers."""
    if literal.startswith("E'"):
        return literal[2:-1].replace("''", "'").replace("\\\\", "\\")
    if literal.startswith("'"):
        return literal[1:-1].replace("''", "'")
    if literal.startswith("x'"):
        return bytes.fromhex(literal[2:-1])
    return None


def typed(column: Column, literals: Sequence[str], dialect: str) -> Typed | None:
    """Return the values with a type that stores exactly these values; None if there is none."""
    present = [one for one in literals if one != "NULL"]
    result = _sqlite(column, present) if dialect == "sqlite" else _postgresql(column, present)
    if result is None:
        return None
    values = iter(result.values)
    return Typed(result.type, [None if one == "NULL" else next(values) for one in literals])


def _sqlite(column: Column, present: list[str]) -> Typed | None:
    kind = column.type.partition("(")[0].upper()
    if all(map(_WHOLE.fullmatch, present)) and present:
        if kind == "BOOLEAN" and set(present) <= {"0", "1"}:
            return Typed("sa.Boolean", [Code(str(one == "1")) for one in present])
        large = any(abs(int(one)) >= 2**31 for one in present)
        return Typed("sa.BigInteger" if large else "sa.Integer", [Code(one) for one in present])
    if all(map(_NUMBER.fullmatch, present)) and present:
        return Typed("sa.Float", [Code(one) for one in present]) if all("." in one for one in present) else None
    texts = [unquoted(one) for one in present]
    if all(isinstance(one, bytes) for one in texts) and present:
        return Typed("sa.LargeBinary", [*texts])
    if not all(isinstance(one, str) for one in texts):
        return None
    times = _times(kind, [str(one) for one in texts], "%Y-%m-%d %H:%M:%S.%f")
    if times is not None:
        return times
    return Typed("sa.Text" if kind == "TEXT" else "sa.String", [*texts])


def _postgresql(column: Column, present: list[str]) -> Typed | None:
    kind = column.type.partition("(")[0].strip()
    if kind in ("integer", "smallint", "bigint"):
        return Typed("sa.BigInteger" if kind == "bigint" else "sa.Integer", [Code(one) for one in present])
    texts = [unquoted(one) for one in present]
    if not all(isinstance(one, str) for one in texts):
        return None
    if kind == "boolean":
        return Typed("sa.Boolean", [Code(str(one == "true")) for one in texts])
    if kind in TEXTUAL:
        return Typed("sa.Text" if kind == "text" else "sa.String", [*texts])
    if column.type in ("date", "timestamp without time zone"):
        return _times("DATE" if kind == "date" else "DATETIME", [str(one) for one in texts], "%Y-%m-%d %H:%M:%S")
    return None


def _times(kind: str, texts: list[str], form: str) -> Typed | None:
    """Return the texts as dates or times, if SQLAlchemy would write each of them in the same form."""
    if kind not in ("DATE", "DATETIME", "TIMESTAMP") or not texts:
        return None
    try:
        if kind == "DATE":
            days = [date.fromisoformat(one) for one in texts]
            written = [Code(f"datetime.date({one.year}, {one.month}, {one.day})") for one in days]
            return Typed("sa.Date", [*written]) if [one.isoformat() for one in days] == texts else None
        moments = [datetime.strptime(one, form) for one in texts]
    except ValueError:
        return None
    if [one.strftime(form) for one in moments] != texts:
        return None
    return Typed("sa.DateTime", [Code(repr(one)) for one in moments])

"""Compares the rows of a table after create_all and after the upgrade."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise

from migralint.schema.compare.context import Context, difference, pair
from migralint.schema.compare.difference import About, Difference, Kind
from migralint.schema.database import full_name
from migralint.schema.rows import NO_ROWS, Rows
from migralint.schema.table import Table
from migralint.sql.tokens import TokenKind, tokenize

_SHOWN = 3
_VOLATILE = re.compile(
    r"now|date|time|datetime|julianday|unixepoch|strftime|timeofday|(clock|statement|transaction)_timestamp"
    r"|\w*(uuid|random)\w*"
)
"""Functions whose value may differ in another run; some of them return a fixed value for certain arguments."""
_MOMENTS = ("CURRENT_TIMESTAMP", "CURRENT_DATE", "CURRENT_TIME", "LOCALTIME", "LOCALTIMESTAMP")


def compare_rows(context: Context, models: Table, migrations: Table) -> Iterator[Difference]:
    """Yield the difference in rows.

    Columns that one side lacks are omitted if the values of the rows are kept: the column is reported separately.
    """
    if models.rows is None or migrations.rows is None:
        return
    table = full_name(models.schema, models.name)
    ours, theirs = common(models.rows, migrations.rows)
    if (ours.count, ours.digest) != (theirs.count, theirs.digest):
        volatile = {column.name.lower() for column in models.columns if is_volatile(context, column.default)}
        note = bool(volatile) and _same_without(ours, theirs, volatile)
        ours, theirs = in_table_order(ours, models), in_table_order(theirs, models)
        about = About(ours, theirs, (models, migrations))
        yield difference(Kind.ROWS, table, None, *_described(ours, theirs), about, note=note)


def compare_view_rows(context: Context) -> Iterator[Difference]:
    """Yield materialized views with the same definition but different rows: one was not refreshed after a change.

    Differences that come from a column with a volatile default are notes.
    """
    volatile = {
        column.name.lower()
        for table in context.models.tables
        for column in table.columns
        if is_volatile(context, column.default)
    }
    paired = pair(context.models.views, context.migrations.views, lambda view: (view.schema, context.key(view.name)))
    for one, other in paired.both:
        if one.rows is None or other.rows is None or one.definition != other.definition:
            continue
        ours, theirs = one.rows, other.rows
        if (ours.count, ours.digest) != (theirs.count, theirs.digest):
            note = is_volatile(context, one.definition) or _same_without(ours, theirs, volatile)
            name = full_name(one.schema, one.name)
            yield difference(Kind.ROWS, name, None, *_described(ours, theirs), About(one, other), note=note)


def common(ours: Rows, theirs: Rows) -> tuple[Rows, Rows]:
    """Return both without columns that only one of them has; unchanged if the values were not kept."""
    if ours.columns == theirs.columns or not ours.kept or not theirs.kept:
        return ours, theirs
    return _only(ours, set(theirs.columns)), _only(theirs, set(ours.columns))


def in_table_order(rows: Rows, table: Table) -> Rows:
    """Return the rows with their columns in the order of the table."""
    if not rows.kept:
        return rows
    places = {column.name.lower(): place for place, column in enumerate(table.columns)}
    order = sorted(range(len(rows.columns)), key=lambda index: places.get(rows.columns[index].lower(), -1))
    kept = tuple(sorted(tuple(row[index] for index in order) for row in rows.kept))
    return Rows(rows.count, rows.digest, tuple(rows.columns[index] for index in order), kept)


def _only(rows: Rows, columns: set[str]) -> Rows:
    places = [place for place, name in enumerate(rows.columns) if name in columns]
    kept = tuple(sorted(tuple(row[place] for place in places) for row in rows.kept or ()))
    return Rows(rows.count, repr(kept), tuple(rows.columns[place] for place in places), kept)


def _same_without(ours: Rows, theirs: Rows, columns: set[str]) -> bool:
    if not ours.kept or not theirs.kept:
        return False
    stable = set(ours.columns) - columns
    return _only(ours, stable).kept == _only(theirs, stable).kept


def is_volatile(context: Context, default: str | None) -> bool:
    """Return whether the default may give another value at another time."""
    return is_volatile_default(default, context.dialect)


def is_volatile_default(default: str | None, dialect: str) -> bool:
    """Return whether the SQL may give another value at another time; the content of strings does not count."""
    tokens = tokenize(default or "", dialect)
    calls = any(
        token.kind is TokenKind.WORD and after.is_operator("(") and _VOLATILE.fullmatch(token.text.lower())
        for token, after in pairwise(tokens)
    )
    # Older versions of PostgreSQL print CURRENT_DATE as ('now'::text)::date.
    now = len(tokens) > 1 and any(token.kind is TokenKind.STRING and token.value == "now" for token in tokens)
    return calls or now or any(token.is_word(*_MOMENTS) for token in tokens)


def _described(ours: Rows, theirs: Rows) -> tuple[str, str]:
    if ours.kept is None or theirs.kept is None:
        return _digest(ours), _digest(theirs)
    only_ours = Counter(ours.kept) - Counter(theirs.kept)
    only_theirs = Counter(theirs.kept) - Counter(ours.kept)
    return _listed(ours, only_ours), _listed(theirs, only_theirs)


def _digest(rows: Rows) -> str:
    return _count(rows.count) + (f" (content {rows.digest[:12]})" if rows.count else "")


def _listed(rows: Rows, own: Counter[tuple[str, ...]]) -> str:
    shown = [f"({', '.join(row)})" for row in sorted(own.elements())]
    more = f" and {len(shown) - _SHOWN} more" if len(shown) > _SHOWN else ""
    names = f"({', '.join(rows.columns)}) = "
    only = f", only here: {names}{', '.join(shown[:_SHOWN])}{more}" if shown and rows != NO_ROWS else ""
    return _count(rows.count) + only


def _count(count: int) -> str:
    return f"{count} row{'' if count == 1 else 's'}" if count else "no rows"

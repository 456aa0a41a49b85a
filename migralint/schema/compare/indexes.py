"""Compares the indexes of one table; an index's name is its identity."""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from dataclasses import replace

from migralint.schema.compare.context import Context, difference, pair
from migralint.schema.compare.describe import describe_index
from migralint.schema.compare.difference import Difference, Kind
from migralint.schema.database import full_name
from migralint.schema.index import Index, IndexPart
from migralint.schema.table import Table


def compare_indexes(context: Context, models: Table, migrations: Table) -> Iterator[Difference]:
    """Yield the indexes that are missing, extra or say different things."""
    table = full_name(models.schema, models.name)
    columns = [column.name for column in models.columns]

    def meaning(index: Index) -> Hashable:
        parts = tuple(_part(context, models, columns, part) for part in index.parts)
        where = None if index.where is None else context.expression(index.where, models.name, columns)
        return (parts, where, replace(index, name="", parts=(), where=None, stored=""))

    paired = pair(models.indexes, migrations.indexes, lambda index: context.key(index.name))
    for index in paired.missing:
        yield difference(Kind.INDEX, table, index.name, describe_index(index), None)
    for index in paired.extra:
        yield difference(Kind.INDEX, table, index.name, None, describe_index(index))
    for ours, theirs in paired.both:
        if meaning(ours) != meaning(theirs):
            said = [describe_index(index) for index in (ours, theirs)]
            if ours.comment != theirs.comment:
                said = [f"{text} COMMENT {index.comment!r}" for text, index in zip(said, (ours, theirs), strict=True)]
            yield difference(Kind.INDEX, table, ours.name, *said)
        elif ours.stored != theirs.stored:
            yield difference(Kind.STORED_DDL, table, ours.name, ours.stored, theirs.stored, note=True)


def _part(context: Context, table: Table, columns: list[str], part: IndexPart) -> Hashable:
    if part.is_column:
        return replace(part, expression=context.key(part.expression))
    return (context.expression(part.expression, table.name, columns), replace(part, expression=""))

"""Compares the indexes of one table; an index's name is its identity."""

from __future__ import annotations

from collections.abc import Hashable, Iterator

from msgspec.structs import replace

from migralint.schema.compare.context import Context, difference, pair
from migralint.schema.compare.describe import both, describe_index
from migralint.schema.compare.difference import About, Difference, Kind
from migralint.schema.database import full_name
from migralint.schema.index import Index, IndexPart
from migralint.schema.table import Table


def compare_indexes(context: Context, models: Table, migrations: Table) -> Iterator[Difference]:
    """Yield the indexes that are missing, extra or different."""
    if models.indexes == migrations.indexes:
        return
    table = full_name(models.schema, models.name)
    columns = [column.name for column in models.columns]

    def meaning(index: Index) -> Hashable:
        parts = tuple(_part(context, models, columns, part) for part in index.parts)
        where = None if index.where is None else context.expression(index.where, models.name, columns)
        return (parts, where, replace(index, name="", parts=(), where=None, stored=""))

    tables = (models, migrations)
    paired = pair(models.indexes, migrations.indexes, lambda index: context.key(index.name))
    for index in paired.missing:
        yield difference(Kind.INDEX, table, index.name, describe_index(index), None, About(index, None, tables))
    for index in paired.extra:
        about = About(None, index, tables, tuple(_needed_by_a_key(context, migrations, index)))
        yield difference(Kind.INDEX, table, index.name, None, describe_index(index), about)
    for ours, theirs in paired.both:
        if ours == theirs:
            continue
        if meaning(ours) != meaning(theirs):
            about = About(ours, theirs, tables)
            yield difference(Kind.INDEX, table, ours.name, *both(describe_index, ours, theirs), about)
            continue
        one, other = context.stored("index", ours.stored, theirs.stored)
        if one != other:
            yield difference(Kind.STORED_DDL, table, ours.name, one, other, note=True)


def _needed_by_a_key(context: Context, table: Table, index: Index) -> Iterator[Index]:
    """Yield a replacement, as InnoDB would create it, if a foreign key needs `index`: dropping it alone is an error."""
    if context.dialect not in ("mysql", "mariadb"):
        return
    own_keys = [key.columns for key in (table.primary_key, *table.uniques) if key is not None]
    others = own_keys + [_columns(one) for one in table.indexes if one.name != index.name]
    for key in table.foreign_keys:
        count = len(key.columns)
        if _columns(index)[:count] == key.columns and not any(one[:count] == key.columns for one in others):
            yield Index(key.columns[0], tuple(map(IndexPart, key.columns)))
            return


def _columns(index: Index) -> tuple[str, ...]:
    return tuple(part.expression if part.is_column else "" for part in index.parts)


def _part(context: Context, table: Table, columns: list[str], part: IndexPart) -> Hashable:
    if part.is_column:
        return replace(part, expression=context.key(part.expression))
    return (context.expression(part.expression, table.name, columns), replace(part, expression=""))

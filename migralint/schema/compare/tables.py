"""Compares the tables, and everything that belongs to each of them."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec.structs import replace

from migralint.schema.compare.columns import compare_columns
from migralint.schema.compare.constraints import compare_constraints
from migralint.schema.compare.context import Context, difference, pair
from migralint.schema.compare.describe import describe_table
from migralint.schema.compare.difference import About, Difference, Kind
from migralint.schema.compare.indexes import compare_indexes
from migralint.schema.compare.rows import compare_rows
from migralint.schema.database import full_name
from migralint.schema.order import tables_in_order
from migralint.schema.table import Table, without_text

_UNSEEN_BY_THE_NET = (Kind.COLUMN_ORDER.word, Kind.CONSTRAINT_NAME.word)
"""Kinds that the comparison of the stored text ignores. Other kinds may show in that text again."""


def compare_tables(context: Context) -> Iterator[Difference]:
    """Yield the differences between the tables; a table that one side lacks is one difference, with all its parts."""

    def identity(table: Table) -> object:
        return (context.key(table.schema), context.key(table.name))

    paired = pair(context.models.tables, context.migrations.tables, identity)
    new, later = tables_in_order(paired.missing)
    for table in new:
        # If tables refer to each other, the foreign keys of one of them are created after the last table.
        keys = later.get(table, []) if context.dialect != "sqlite" else []
        first = replace(table, foreign_keys=tuple(key for key in table.foreign_keys if key not in keys))
        last = table is new[-1] and context.dialect != "sqlite"
        apart = tuple((one, key) for one, keys in later.items() for key in keys) if last else ()
        name = full_name(table.schema, table.name)
        yield difference(Kind.TABLE, name, None, describe_table(table), None, About(first, None, more=apart))
    old, later = tables_in_order(paired.extra)
    for table in old:
        last = table is old[-1] and context.dialect != "sqlite"  # the first table that is dropped
        apart = tuple((one, key) for one, keys in later.items() for key in keys) if last else ()
        name = full_name(table.schema, table.name)
        yield difference(Kind.TABLE, name, None, None, describe_table(table), About(None, table, more=apart))
    for ours, theirs in paired.both:
        yield from _compare_table(context, ours, theirs)


def _compare_table(context: Context, models: Table, migrations: Table) -> Iterator[Difference]:
    if _without_contents(models) != _without_contents(migrations):
        yield from _compare_shape(context, models, migrations)
    yield from compare_rows(context, models, migrations)


def _without_contents(table: Table) -> Table:
    return replace(table, rows=None, position=None)


def _compare_shape(context: Context, models: Table, migrations: Table) -> Iterator[Difference]:
    name = full_name(models.schema, models.name)
    understood = models.understood and migrations.understood
    if not understood:
        models, migrations = without_text(models), without_text(migrations)
    result = [
        *_compare_itself(context, models, migrations),
        *compare_columns(context, models, migrations),
        *compare_constraints(context, models, migrations),
        *compare_indexes(context, models, migrations),
    ]
    yield from result
    if understood and any(one.kind not in _UNSEEN_BY_THE_NET for one in result):
        return
    ours, theirs = context.stored("table", models.stored, migrations.stored)
    if ours != theirs:
        yield difference(Kind.STORED_DDL, name, None, ours, theirs, note=understood)


def _compare_itself(context: Context, models: Table, migrations: Table) -> Iterator[Difference]:
    name = full_name(models.schema, models.name)
    about = About(models, migrations, (models, migrations))
    if models.name != migrations.name:
        yield difference(Kind.STORED_DDL, name, None, models.name, migrations.name, note=True)
    ours, theirs = (tuple(context.tokens(option) for option in table.options) for table in (models, migrations))
    if ours != theirs:
        our_options, their_options = (", ".join(table.options) or None for table in (models, migrations))
        yield difference(Kind.TABLE_OPTIONS, name, None, our_options, their_options, about)
    if (models.comment or None) != (migrations.comment or None):
        yield difference(Kind.TABLE_COMMENT, name, None, models.comment, migrations.comment, about)

"""Compares the tables, and within each everything that belongs to it."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec.structs import replace

from migralint.schema.compare.columns import compare_columns
from migralint.schema.compare.constraints import compare_constraints
from migralint.schema.compare.context import Context, difference, pair
from migralint.schema.compare.describe import describe_table
from migralint.schema.compare.difference import Difference, Kind
from migralint.schema.compare.indexes import compare_indexes
from migralint.schema.compare.rows import compare_rows
from migralint.schema.database import full_name
from migralint.schema.mend import tables as mend
from migralint.schema.table import Table, without_text

_UNSEEN_BY_THE_NET = (Kind.COLUMN_ORDER.word, Kind.CONSTRAINT_NAME.word)
"""What makes no difference to the last net; other differences may show in it again."""


def compare_tables(context: Context) -> Iterator[Difference]:
    """Yield what the tables differ in; a table that one side lacks is one difference, with all it has."""

    def identity(table: Table) -> object:
        return (context.key(table.schema), context.key(table.name))

    paired = pair(context.models.tables, context.migrations.tables, identity)
    for table in paired.missing:
        mended = mend.create_table(context.place(table), table, context.project_dialect)
        yield difference(Kind.TABLE, full_name(table.schema, table.name), None, describe_table(table), None, mended)
    for table in paired.extra:
        mended = mend.drop_table(context.place(table), table)
        yield difference(Kind.TABLE, full_name(table.schema, table.name), None, None, describe_table(table), mended)
    for models, migrations in paired.both:
        yield from _compare_table(context, models, migrations)


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
    found = [
        *_compare_itself(context, models, migrations),
        *compare_columns(context, models, migrations),
        *compare_constraints(context, models, migrations),
        *compare_indexes(context, models, migrations),
    ]
    yield from found
    if understood and any(one.kind not in _UNSEEN_BY_THE_NET for one in found):
        return
    ours, theirs = context.stored("table", models.stored, migrations.stored)
    if ours != theirs:
        yield difference(Kind.STORED_DDL, name, None, ours, theirs, note=understood)


def _compare_itself(context: Context, models: Table, migrations: Table) -> Iterator[Difference]:
    name = full_name(models.schema, models.name)
    if models.name != migrations.name:
        yield difference(Kind.STORED_DDL, name, None, models.name, migrations.name, note=True)
    ours, theirs = (tuple(context.tokens(option) for option in table.options) for table in (models, migrations))
    if ours != theirs:
        said, says = (", ".join(table.options) or None for table in (models, migrations))
        mended = mend.alter_options(context.altering(models, migrations), models, migrations)
        yield difference(Kind.TABLE_OPTIONS, name, None, said, says, mended)
    if (models.comment or None) != (migrations.comment or None):
        mended = mend.alter_comment(context.altering(models, migrations), models)
        yield difference(Kind.TABLE_COMMENT, name, None, models.comment, migrations.comment, mended)

"""Writes the code that removes each difference of two databases: in a new revision, or in the models."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from msgspec.structs import replace

from migralint.schema.column import Column
from migralint.schema.compare.context import Context
from migralint.schema.compare.databases import context_of, differences
from migralint.schema.compare.difference import About, Difference, Kind
from migralint.schema.compare.rows import in_table_order
from migralint.schema.database import Database
from migralint.schema.mend import columns, constraints, indexes, models, statements, tables
from migralint.schema.mend.access import alter_access
from migralint.schema.mend.alter import Place
from migralint.schema.mend.place import place_of, place_to_alter
from migralint.schema.mend.rows import mend_rows
from migralint.schema.objects import Sequence, View
from migralint.schema.opsource.layout import string
from migralint.schema.opsource.python import execute, identifier
from migralint.schema.rows import NO_ROWS
from migralint.schema.table import Table


def compare_and_mend(
    models: Database,
    migrations: Database,
    *,
    names_used: Collection[str] = (),
    project_dialect: str | None = None,
    dialects: Collection[str] = (),
) -> tuple[Difference, ...]:
    """Return the result of `compare`, each difference with its mends, which must run in this order."""
    context = context_of(models, migrations, names_used=names_used, project_dialect=project_dialect, dialects=dialects)
    return tuple(_mended(context, one) for one in differences(context))


def _mended(context: Context, one: Difference) -> Difference:
    if one.about is None:
        return one
    mend, in_models = _mends(context, one, one.about)
    return replace(one, mend=mend, models_mend=in_models, about=None)


def _mends(context: Context, one: Difference, about: About) -> tuple[str, str]:
    """Return the code for a revision, and the code for the models."""
    kind = _KINDS[one.kind]
    match kind:
        case Kind.TABLE:
            return _table(context, about)
        case Kind.INDEX:
            return _index(context, about)
        case Kind.ROWS:
            return _rows(about), ""
        case Kind.SEQUENCE_POSITION:
            return "" if one.note else _position(about), ""
        case Kind.PRIVILEGES:
            access: Any = about
            return alter_access(access.models, access.migrations), ""
        case Kind.SCHEMA:
            is_new = about.models is not None
            return statements.create_schema(str(about.models)) if is_new else statements.drop_schema(
                one.object or ""
            ), ""
    if about.tables is None:
        return _object(context, about)
    place = place_to_alter(context, *about.tables)
    if kind in _COLUMN_KINDS:
        return _column(place, kind, one, about)
    if kind in (Kind.TABLE_OPTIONS, Kind.TABLE_COMMENT):
        return _itself(place, kind, *about.tables)
    return _constraint(place, kind, one, about)


_KINDS = {kind.word: kind for kind in Kind}
_COLUMN_KINDS = frozenset(kind for kind in Kind if kind is Kind.COLUMN or kind.word.startswith("column-"))


def _table(context: Context, about: About) -> tuple[str, str]:
    apart: Any = about.more
    if isinstance(about.models, Table):
        table = about.models
        lines = [tables.create_table(place_of(context, table), table, context.project_dialect)]
        lines += [constraints.create(place_of(context, other), key) for other, key in apart]
        if table.rows is not None and table.rows.count:
            lines.append(mend_rows(table, in_table_order(table.rows, table), NO_ROWS))
        return "\n".join(lines), ""
    assert isinstance(about.migrations, Table)
    table = about.migrations
    place = place_of(context, table)
    lines = [constraints.drop(place_of(context, other), key) for other, key in apart]
    return "\n".join((*lines, tables.drop_table(place, table))), models.table(place, table, context.project_dialect)


def _itself(place: Place, kind: Kind, ours: Table, theirs: Table) -> tuple[str, str]:
    if kind is Kind.TABLE_OPTIONS:
        return tables.alter_options(place, ours, theirs), ""
    kept = models.comment(theirs.comment) if theirs.comment and not ours.comment else ""
    return tables.alter_comment(place, ours), kept


def _column(place: Place, kind: Kind, one: Difference, about: About) -> tuple[str, str]:
    ours, theirs = about.models, about.migrations
    if isinstance(ours, Column) and isinstance(theirs, Column):
        kept = _kept(place, kind, ours, theirs)
        if place.batch and ours.computed is not None and theirs.computed is not None:
            return columns.replace_column(place, ours), kept  # batch mode cannot copy a generated column
        return "" if one.note else _altered(place, kind, ours, theirs), kept
    if isinstance(ours, Column):
        return columns.add_column(place, ours), ""
    assert isinstance(theirs, Column)
    return columns.drop_column(place, theirs), models.column(theirs, place.dialect)


def _kept(place: Place, kind: Kind, ours: Column, theirs: Column) -> str:
    if kind is Kind.COLUMN_DEFAULT and ours.default is None and theirs.default is not None:
        return models.default(theirs.default, place.dialect)
    return models.comment(theirs.comment) if kind is Kind.COLUMN_COMMENT and theirs.comment and not ours.comment else ""


def _altered(place: Place, kind: Kind, ours: Column, theirs: Column) -> str:
    if kind is Kind.COLUMN_COMPUTED:
        return columns.replace_column(place, ours)
    return _ALTERING[kind](place, ours, theirs)


_ALTERING = {
    Kind.COLUMN_TYPE: columns.alter_type,
    Kind.COLUMN_COLLATION: columns.alter_type,
    Kind.COLUMN_NULLABLE: columns.alter_nullable,
    Kind.COLUMN_DEFAULT: columns.alter_default,
    Kind.COLUMN_IDENTITY: columns.alter_identity,
    Kind.COLUMN_AUTOINCREMENT: columns.alter_autoincrement,
    Kind.COLUMN_COMMENT: columns.alter_comment,
}


def _constraint(place: Place, kind: Kind, one: Difference, about: About) -> tuple[str, str]:
    ours: Any = about.models
    theirs: Any = about.migrations
    if kind is Kind.CONSTRAINT_NAME:
        unnamed = f"# give it the name {theirs.name} in the models"
        return unnamed if ours.name is None else constraints.rename(place, ours, theirs), ""
    if ours is None:
        twice = one.models is not None
        return constraints.drop(place, theirs, twice=twice), "" if twice else models.constraint(theirs)
    return constraints.create(place, ours) if theirs is None else constraints.replace(place, ours, theirs), ""


def _index(context: Context, about: About) -> tuple[str, str]:
    assert about.tables is not None
    place, dialect = place_of(context, about.tables[0]), context.project_dialect
    ours: Any = about.models
    theirs: Any = about.migrations
    instead: Any = about.more
    steps = [indexes.create_index(place, other, dialect) for other in instead]
    steps += [indexes.drop_index(place, theirs)] if theirs is not None else []
    steps += [indexes.create_index(place, ours, dialect)] if ours is not None else []
    return "\n".join(steps), models.index(theirs, dialect) if ours is None else ""


def _object(context: Context, about: About) -> tuple[str, str]:
    ours: Any = about.models
    theirs: Any = about.migrations
    readers: Any = about.more
    if theirs is None:
        return statements.create(ours), ""
    if ours is None:
        return statements.drop(theirs), models.listener(theirs)
    if isinstance(ours, View) and context.dialect != "sqlite":
        return statements.replace_view(ours, theirs, readers), ""
    return statements.replace(ours, theirs), ""


def _rows(about: About) -> str:
    ours: Any = about.models
    theirs: Any = about.migrations
    if about.tables is None:  # a materialized view
        return execute(f"REFRESH MATERIALIZED VIEW {identifier(ours.schema, ours.name)}")
    return mend_rows(about.tables[0], ours, theirs)


def _position(about: About) -> str:
    match about.more:
        case (Sequence() as sequence,):
            name = string(identifier(sequence.schema, sequence.name))
            return execute(f"SELECT setval({name}, {about.models})")
        case (Table() as table,):
            values = f"{string(table.name)}, {about.models}"
            if about.migrations is None:
                return execute(f"INSERT INTO sqlite_sequence (name, seq) VALUES ({values})")
            return execute(f"UPDATE sqlite_sequence SET seq = {about.models} WHERE name = {string(table.name)}")
        case (Table() as table, Column() as column):
            counter = f"{string(identifier(table.schema, table.name))}, {string(column.name)}"
            return execute(f"SELECT setval(pg_get_serial_sequence({counter}), {about.models})")
    raise TypeError(about.more)

"""Compares the columns of one table."""

from __future__ import annotations

from collections.abc import Iterator

from msgspec.structs import replace

from migralint.schema.column import Column, Identity
from migralint.schema.compare.context import Context, difference, pair
from migralint.schema.compare.describe import describe_column, describe_computed, describe_identity, one_line
from migralint.schema.compare.difference import About, Difference, Kind
from migralint.schema.database import full_name
from migralint.schema.sql.expression import canonical, without_outer_parentheses
from migralint.schema.sql.literal import affinity, stored_value
from migralint.schema.sql.postgresql import default_value
from migralint.schema.sql.types import canonical_type
from migralint.schema.table import Table
from migralint.sql.tokens import tokenize


def compare_columns(context: Context, models: Table, migrations: Table) -> Iterator[Difference]:
    """Yield the differences between the columns; a different order is a note."""
    if models.columns == migrations.columns:
        return
    table = full_name(models.schema, models.name)
    paired = pair(models.columns, migrations.columns, lambda column: context.key(column.name))
    for column in paired.missing:
        about = About(column, None, (models, migrations))
        yield difference(Kind.COLUMN, table, column.name, describe_column(column), None, about)
    for column in paired.extra:
        about = About(None, column, (models, migrations))
        yield difference(Kind.COLUMN, table, column.name, None, describe_column(column), about)
    for ours, theirs in paired.both:
        if ours != theirs:
            yield from _compare_column(context, models, migrations, ours, theirs)
    yield from _compare_order(context, models, migrations)


def _compare_order(context: Context, models: Table, migrations: Table) -> Iterator[Difference]:
    ours = {context.key(column.name): column.name for column in models.columns}
    theirs = {context.key(column.name): column.name for column in migrations.columns}
    our_order = [key for key in ours if key in theirs]
    their_order = [key for key in theirs if key in ours]
    if our_order != their_order:
        table = full_name(models.schema, models.name)
        sides = ", ".join(ours[key] for key in our_order), ", ".join(theirs[key] for key in their_order)
        yield difference(Kind.COLUMN_ORDER, table, None, *sides, note=True)


def _compare_column(
    context: Context, models: Table, migrations: Table, ours: Column, theirs: Column
) -> Iterator[Difference]:
    table, name = full_name(models.schema, models.name), ours.name

    def differs(kind: Kind, models_say: str | None, migrations_say: str | None) -> Difference:
        return difference(kind, table, name, models_say, migrations_say, About(ours, theirs, (models, migrations)))

    if ours.name != theirs.name:
        yield difference(Kind.STORED_DDL, table, name, ours.name, theirs.name, note=True)
    if not same_type(context, ours.type, theirs.type):
        sides = ours.type or "(no type)", theirs.type or "(no type)"
        note, reason = _note_and_reason(context, models, ours, theirs)
        type_difference = differs(Kind.COLUMN_TYPE, *sides)
        yield replace(type_difference, note=note, reason=reason)
    if (ours.nullable, ours.on_conflict, ours.not_null) != (theirs.nullable, theirs.on_conflict, theirs.not_null):
        yield differs(Kind.COLUMN_NULLABLE, _nullable(ours), _nullable(theirs))
    if not same_default(context, ours, theirs, strict="STRICT" in models.options):
        yield differs(Kind.COLUMN_DEFAULT, _default_text(ours.default), _default_text(theirs.default))
    if ours.collation != theirs.collation:
        yield differs(Kind.COLUMN_COLLATION, ours.collation, theirs.collation)
    if not _same_computed(context, models, ours, theirs):
        one, other = (describe_computed(side.computed) if side.computed else None for side in (ours, theirs))
        yield differs(Kind.COLUMN_COMPUTED, one, other)
    if _shape(ours.identity) != _shape(theirs.identity):
        one, other = (describe_identity(side.identity) if side.identity else None for side in (ours, theirs))
        yield differs(Kind.COLUMN_IDENTITY, one, other)
    if ours.autoincrement != theirs.autoincrement:
        sides = _AUTOINCREMENT[ours.autoincrement], _AUTOINCREMENT[theirs.autoincrement]
        yield differs(Kind.COLUMN_AUTOINCREMENT, *sides)
    if (ours.comment or None) != (theirs.comment or None):
        yield differs(Kind.COLUMN_COMMENT, ours.comment, theirs.comment)


_AUTOINCREMENT = {
    "": "is not counted by itself",
    "rowid": "alias of the rowid",
    "AUTOINCREMENT": "AUTOINCREMENT",
    "SERIAL": "uses the sequence that it owns",
}


def _note_and_reason(context: Context, table: Table, ours: Column, theirs: Column) -> tuple[bool, str]:
    """Return whether the difference between two types is only a note, and the reason.

    SQLite only distinguishes the affinities of columns (https://sqlite.org/datatype3.html), except for the key that is
    the row number and in STRICT tables. Another database of the project may distinguish more, so the difference is only
    a note if the project declares that it uses no other database.
    """
    alike = affinity(ours.type) == affinity(theirs.type) and ours.autoincrement == theirs.autoincrement
    if context.dialect != "sqlite" or not alike or "STRICT" in table.options:
        return False, ""
    others = sorted({*context.dialects, context.project_dialect} - {"sqlite"})
    if others:
        return False, f"SQLite stores both in the same way, {' and '.join(others)} may not"
    if context.dialects:
        return (
            True,
            f"SQLite, the only database of the project, stores both in the same way (affinity {affinity(ours.type)})",
        )
    return False, (
        'SQLite stores both in the same way, other databases may not (dialect = "sqlite" declares that there are none)'
    )


def same_type(context: Context, one: str, other: str) -> bool:
    """Return whether two declared types have the same meaning."""
    if context.dialect == "sqlite":
        return canonical_type(one) == canonical_type(other)
    return one == other


def same_default(context: Context, ours: Column, theirs: Column, *, strict: bool = False) -> bool:
    """Return whether two server defaults give the same value; no default is NULL.

    `strict`: in a STRICT table of SQLite.
    """
    if context.dialect == "sqlite":
        # Use the models' type for both: a difference between the types is reported separately.
        declared = "" if strict and ours.type.upper() == "ANY" else ours.type  # ANY converts nothing in a STRICT table
        return _sqlite_default(context, declared, ours.default) == _sqlite_default(context, declared, theirs.default)
    if context.dialect == "postgresql":
        # Use the type of each column: a difference between the types is reported separately.
        one, other = (
            None if side.default is None else default_value(side.default, side.type) for side in (ours, theirs)
        )
        return one == other
    return (ours.default and context.tokens(ours.default)) == (theirs.default and context.tokens(theirs.default))


def _sqlite_default(context: Context, declared_type: str, sql: str | None) -> object:
    if sql is None:
        return None
    tokens = without_outer_parentheses(tokenize(sql, "sqlite"))
    value = stored_value(tokens, declared_type, loose_booleans=context.project_dialect != "sqlite")
    if value is not None:
        return None if value[0] == "null" else value
    return canonical(sql)


def _same_computed(context: Context, models: Table, ours: Column, theirs: Column) -> bool:
    if ours.computed is None or theirs.computed is None:
        return ours.computed is theirs.computed
    names = [column.name for column in models.columns]
    one, other = (
        (context.expression(side.expression, models.name, names), side.stored)
        for side in (ours.computed, theirs.computed)
    )
    return one == other


def _shape(identity: Identity | None) -> object:
    """Return everything except the position, which is compared with the rows."""
    if identity is None:
        return None
    bounds = (identity.start, identity.increment, identity.minimum, identity.maximum)
    return (identity.always, *bounds, identity.cycle, identity.cache)


def _nullable(column: Column) -> str:
    conflict = f" ON CONFLICT {column.on_conflict}" if column.on_conflict else ""
    limits = f" {column.not_null}" if column.not_null else ""
    return "NULL" if column.nullable else f"NOT NULL{conflict}{limits}"


def _default_text(default: str | None) -> str | None:
    return None if default is None else one_line(default)

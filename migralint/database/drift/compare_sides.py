"""Compares a live database with the state of its stamps; what does not belong to the migrations is a note."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any

from msgspec.structs import replace

from migralint.database.drift.access import parted
from migralint.database.drift.live import Sides
from migralint.database.drift.schema_names import without_schema
from migralint.database.verify.excluded import without_left_out, without_parts
from migralint.schema.access import Access
from migralint.schema.compare import compare
from migralint.schema.compare.difference import Difference, Kind
from migralint.schema.database import Database
from migralint.schema.mend.differences import compare_and_mend
from migralint.schema.table import Table

SHARED = "it belongs to the whole database, so other programs may have created it"
GIVEN = "the migrations do not mention it, so operators may have set it"
_SILENT = frozenset((Kind.SEQUENCE_POSITION.word,))


def differences_of(
    sides: Sides,
    left_out: Sequence[Mapping[str, Any]] = (),
    *,
    names_used: Collection[str] = (),
    project_dialect: str | None = None,
    dialects: Collection[str] = (),
) -> tuple[Difference, ...]:
    """Return the differences between the live and the expected database, in the order in which their mends must run.

    `left_out`: the objects that env.py's include functions omit, in the child's format; the rest is as in `compare`.
    """
    expected, actual = sides.expected, sides.actual
    if left_out:
        expected, actual = (_without_tables(side, left_out) for side in (expected, actual))
        expected, actual = without_left_out(expected, actual, left_out)
    beside: tuple[Access, ...] = ()
    shared: tuple[Difference, ...] = ()
    if expected.dialect == "postgresql":
        promised, kept, beside = parted(
            expected.access, actual.access, role=sides.role, owner=sides.owner, scratch_role=sides.scratch_role
        )
        expected, actual = replace(expected, access=promised), replace(actual, access=kept)
        actual, shared = _without_shared(expected, actual)
    differences = compare_and_mend(
        expected, actual, names_used=names_used, project_dialect=project_dialect, dialects=dialects
    )
    differences = tuple(_as_note(one, expected) for one in differences if one.kind not in _SILENT)
    notes = tuple(_access_notes(expected, beside, differences))
    if sides.stands_for is not None:
        differences = tuple(without_schema(one, sides.stands_for) for one in differences)
    return without_parts((*differences, *shared, *notes), left_out)


def _as_note(difference: Difference, expected: Database) -> Difference:
    """Make a different version of an extension a note: the packages of the server determine it."""
    one = replace(difference, models_mend="")  # the models are not compared here
    versions = one.kind == Kind.EXTENSION.word and None not in (one.models, one.migrations)
    return replace(one, note=True) if versions and expected.dialect == "postgresql" else one


def _without_shared(expected: Database, actual: Database) -> tuple[Database, tuple[Difference, ...]]:
    """Remove unexpected objects that belong to no schema from `actual`; return them as notes."""
    known = {(one.sort, one.name) for one in expected.others if one.schema is None}
    extensions = {one.name for one in expected.extensions}
    of_database = _sorts_of_the_database(actual)
    others = [one for one in actual.others if (one.sort, one.name) in of_database - known]
    more = [one for one in actual.extensions if one.name not in extensions]
    if not others and not more:
        return actual, ()
    nothing = Database(expected.dialect)
    notes = compare(nothing, replace(nothing, others=tuple(others), extensions=tuple(more)))
    kept = replace(
        actual,
        others=tuple(one for one in actual.others if one not in others),
        extensions=tuple(one for one in actual.extensions if one not in more),
    )
    return kept, tuple(replace(one, note=True, about=None, reason=SHARED) for one in notes)


_WITHOUT_SCHEMA = frozenset(
    (
        *("event trigger", "cast", "transform", "language", "access method", "foreign data wrapper", "foreign server"),
        *("user mapping", "publication", "database setting"),
    )
)


def _sorts_of_the_database(database: Database) -> set[tuple[str, str]]:
    return {(one.sort, one.name) for one in database.others if one.sort in _WITHOUT_SCHEMA}


def _access_notes(
    expected: Database, beside: Sequence[Access], differences: Iterable[Difference]
) -> Iterator[Difference]:
    """Yield notes about owners and privileges that the migrations do not mention."""
    if not beside:
        return
    nothing = Database(expected.dialect)
    superfluous = {name for one in differences if one.models is None for name in (one.table, one.object) if name}
    for one in compare(nothing, replace(nothing, access=tuple(beside))):
        if not {one.table, one.object} & superfluous:
            yield replace(one, note=True, about=None, reason=GIVEN)


def _without_tables(database: Database, left_out: Sequence[Mapping[str, Any]]) -> Database:
    """Return the database without the omitted tables, and without what belongs to them."""
    key = database.key
    omitted = {(key(one["schema"]), key(one["table"])) for one in left_out if one["type"] == "table"}
    if not omitted:
        return database

    def stays(schema: str | None, table: str) -> bool:
        return (key(schema), key(table)) not in omitted

    owned = {f"{table.schema}.{table.name}." if table.schema else f"{table.name}." for table in database.tables}
    owned = {one for one in owned if not stays(*_parted(one))}
    return replace(
        database,
        tables=tuple(one for one in database.tables if stays(one.schema, one.name)),
        triggers=tuple(one for one in database.triggers if stays(one.schema, one.table)),
        policies=tuple(one for one in database.policies if stays(one.schema, one.table)),
        sequences=tuple(one for one in database.sequences if not one.owner.startswith(tuple(owned) or ("\0",))),
        access=tuple(
            one
            for one in database.access
            if one.sort not in ("table", "column") or stays(one.schema, one.name.partition(".")[0])
        ),
    )


def _parted(owner: str) -> tuple[str | None, str]:
    schema, _, table = owner[:-1].rpartition(".")
    return schema or None, table


def described(tables: Iterable[Table], database: Database, scratch_schema: str | None) -> list[dict[str, Any]]:
    """Return the tables in the format in which the child asks env.py's include functions.

    `scratch_schema`: the schema that replaces the default schema in the scratch database, if they differ.
    """
    types = {one.name: one.schema for one in database.enums} | {one.name: one.schema for one in database.domains}
    return [_described(one, types, scratch_schema) for one in tables]


def _described(table: Table, types: Mapping[str, str | None], scratch_schema: str | None) -> dict[str, Any]:
    return {
        "schema": table.schema if table.schema is not None else scratch_schema,
        "name": table.name,
        "columns": [
            {
                "name": one.name,
                "type": one.type if one.type in types else None,
                "type_schema": types.get(one.type),
            }
            for one in table.columns
        ],
        "indexes": [
            {"name": one.name, "unique": one.unique, "columns": [part.expression for part in one.parts]}
            for one in table.indexes
        ],
        "uniques": [{"name": one.name, "columns": list(one.columns)} for one in table.uniques],
        "foreign_keys": [
            {
                "name": one.name,
                "columns": list(one.columns),
                "target": one.target,
                "target_columns": list(one.target_columns),
            }
            for one in table.foreign_keys
        ],
    }

"""Removes what env.py's include functions exclude: objects of both databases, and parts of differences."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from msgspec.structs import replace

from migralint.schema.compare import Difference
from migralint.schema.compare.names import shortened
from migralint.schema.database import Database, full_name
from migralint.schema.table import Table

CONSTRAINTS = ("unique_constraint", "foreign_key_constraint", "check_constraint")
KINDS = {
    **dict.fromkeys(("column", "column-type", "column-nullable", "column-default", "column-collation"), ("column",)),
    **dict.fromkeys(("column-computed", "column-identity", "column-autoincrement", "column-comment"), ("column",)),
    "index": ("index",),
    "unique-constraint": ("unique_constraint",),
    "foreign-key": ("foreign_key_constraint",),
    "check-constraint": ("check_constraint",),
    "constraint-name": CONSTRAINTS,
}
"""By kind of difference that concerns one named part of a table: Alembic's words for that part."""
_WORDS = {"unique_constraint": "key", "foreign_key_constraint": "fkey"}
_OBJECTS = (
    *("views", "triggers", "sequences", "enums", "domains", "types", "functions", "policies", "others"),
    "attributes",
)


def without_left_out(
    models: Database, migrations: Database, left_out: Sequence[Mapping[str, Any]]
) -> tuple[Database, Database]:
    """Return both databases without objects that the project leaves out (`left_out` is in the child's format).

    Alembic only asks about schemas and tables. In an omitted schema, objects that only the migrations have are not
    compared; in the default schema only tables are omitted, because a view there belongs to the project.
    """
    schemas = {one["schema"] for one in left_out if one["type"] == "schema" and one["schema"] is not None}
    types = {(one["schema"], one["name"]) for one in left_out if one["type"] == "data_type"}
    indexes = {(one["schema"], one["table"], one["name"]) for one in left_out if one["type"] == "index"}
    if not schemas and not types and not indexes:
        return models, migrations
    kept: dict[str, Any] = {
        "schemas": tuple(one for one in migrations.schemas if one not in schemas - {*models.schemas})
    }
    for name in _OBJECTS:
        ours = {(one.schema, one.name) for one in getattr(models, name)}
        kept[name] = tuple(
            one for one in getattr(migrations, name) if one.schema not in schemas or (one.schema, one.name) in ours
        )
    sides = models, replace(migrations, **kept)
    named = [{(table.schema, table.name) for table in side.tables} for side in sides]
    first, second = (
        replace(
            side,
            enums=tuple(one for one in side.enums if (one.schema, one.name) not in types),
            domains=tuple(one for one in side.domains if (one.schema, one.name) not in types),
            tables=tuple(_of_one_side(table, others, indexes) for table in side.tables),
        )
        for side, others in zip(sides, reversed(named), strict=True)
    )
    return first, second


def _of_one_side(
    table: Table, others: Collection[tuple[str | None, str]], indexes: Collection[tuple[str | None, str, str]]
) -> Table:
    """Return a table that the other side lacks, without its omitted indexes: they would be created with it."""
    if (table.schema, table.name) in others:
        return table
    kept = tuple(one for one in table.indexes if (table.schema, table.name, one.name) not in indexes)
    return replace(table, indexes=kept)


def without_parts(differences: Iterable[Difference], left_out: Iterable[Mapping[str, Any]]) -> tuple[Difference, ...]:
    """Return the differences, in their order, without those of a part in `left_out` (in the child's format)."""
    unwanted = {
        (full_name(one["schema"], one["table"]), one["type"], name)
        for one in left_out
        if one["table"] is not None
        for name in _names(one)
    }
    return tuple(
        difference
        for difference in differences
        if not any((difference.table, kind, difference.object) in unwanted for kind in KINDS.get(difference.kind, ()))
    )


def _names(part: Mapping[str, Any]) -> Iterable[str]:
    """Return the names of a part in reports: its name, or for a constraint its columns and a generated name."""
    if part["name"] is not None:
        return (part["name"],)
    word = _WORDS.get(part["type"], "")
    return (f"({', '.join(part['columns'])})", shortened(part["table"], "_".join(part["columns"]), word))

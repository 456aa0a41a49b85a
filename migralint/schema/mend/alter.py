"""Calls that alter one table: directly, or in Alembic's batch mode where the database cannot."""

from __future__ import annotations

from dataclasses import dataclass, field

from migralint.schema.mend.python import Value, call, indented


@dataclass(frozen=True, slots=True)
class Place:
    """The table to alter and how."""

    table: str
    schema: str | None
    batch: bool
    dialect: str = "sqlite"
    """The project's."""
    in_the_way: tuple[str, ...] = ()
    """What has to go before batch mode can copy the table: generated columns, and views that read it."""


@dataclass(frozen=True, slots=True)
class Call:
    """One directive as batch mode has it: without the table."""

    directive: str
    arguments: tuple[Value, ...]
    keywords: dict[str, Value] = field(default_factory=dict)


_TABLE_SECOND = (
    "create_unique_constraint",
    "create_check_constraint",
    "create_primary_key",
    "create_foreign_key",
    "drop_constraint",
)
"""Outside of batch mode these take the constraint's name before the table's."""


def altered(place: Place, *calls: Call, **batch: Value) -> str:
    """Return the source of `calls` on one table. `batch`: options of `batch_alter_table`."""
    if place.batch:
        options: dict[str, Value] = {"schema": place.schema} if place.schema else {}
        head = f"with {call('op.batch_alter_table', place.table, **options, **batch)} as batch_op:"
        body = [indented(call(f"batch_op.{one.directive}", *one.arguments, **one.keywords)) for one in calls]
        lines = [head, *(body or ["    pass"])]
        if place.in_the_way:
            lines.insert(0, f"# batch mode cannot copy this table: drop {', '.join(place.in_the_way)} before it")
        return "\n".join(lines)
    return "\n".join(_directly(place, one) for one in calls)


def _directly(place: Place, one: Call) -> str:
    at = 1 if one.directive in _TABLE_SECOND else 0
    arguments = (*one.arguments[:at], place.table, *one.arguments[at:])
    keywords = dict(one.keywords)
    if place.schema:
        keywords["source_schema" if one.directive == "create_foreign_key" else "schema"] = place.schema
    return call(f"op.{one.directive}", *arguments, **keywords)

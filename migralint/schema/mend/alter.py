"""Calls that alter one table: directly, or in Alembic's batch mode if the database requires it."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct, field

from migralint.schema.opsource.python import Value, call, indented


class Call(Struct, frozen=True):
    """One directive as in batch mode: without the table."""

    directive: str
    arguments: tuple[Value, ...]
    keywords: dict[str, Value] = field(default_factory=dict)


class Place(Struct, frozen=True):
    """The table to alter, and how to alter it."""

    table: str
    schema: str | None
    batch: bool
    dialect: str = "sqlite"
    """The dialect of the project."""
    in_the_way: tuple[str, ...] = ()
    """The obstacles to copying the table in batch mode: generated columns, and views that read the table."""
    options: Mapping[str, Value] = field(default_factory=dict)
    """Arguments of `batch_alter_table` for properties that batch mode would lose."""
    restored: tuple[Call, ...] = ()
    """Directives for such properties, for columns whose type no other directive changes."""
    advice: tuple[str, ...] = ()
    """Comments on properties that batch mode loses in any case."""


_TABLE_SECOND = (
    "create_unique_constraint",
    "create_check_constraint",
    "create_primary_key",
    "create_foreign_key",
    "drop_constraint",
)
"""Directives that, outside batch mode, take the constraint's name before the table's."""


def altered(place: Place, *calls: Call, **batch: Value) -> str:
    """Return the source of `calls` on one table. `batch`: options of `batch_alter_table`."""
    if place.batch:
        return _in_batch_mode(place, calls, batch)
    return "\n".join(_directly(place, one) for one in calls)


def _in_batch_mode(place: Place, calls: tuple[Call, ...], batch_options: Mapping[str, Value]) -> str:
    options: dict[str, Value] = {"schema": place.schema} if place.schema else {}
    for name, value in (*place.options.items(), *batch_options.items()):
        before = options.get(name)
        options[name] = before | value if isinstance(before, dict) and isinstance(value, dict) else value
    typed = {one.arguments[0] for one in calls if "type_" in one.keywords or one.directive == "drop_column"}
    restored = [one for one in place.restored if one.arguments[0] not in typed]
    opening = call("op.batch_alter_table", place.table, **options)
    body = [indented(call(f"batch_op.{one.directive}", *one.arguments, **one.keywords)) for one in (*calls, *restored)]
    lines = [*place.advice, f"with {opening} as batch_op:", *(body or ["    pass"])]
    if place.in_the_way:
        lines.insert(0, f"# batch mode cannot copy this table: drop {', '.join(place.in_the_way)} before it")
    return "\n".join(lines)


def _directly(place: Place, one: Call) -> str:
    at = 1 if one.directive in _TABLE_SECOND else 0
    arguments = (*one.arguments[:at], place.table, *one.arguments[at:])
    keywords = dict(one.keywords)
    if place.schema:
        keywords["source_schema" if one.directive == "create_foreign_key" else "schema"] = place.schema
    return call(f"op.{one.directive}", *arguments, **keywords)

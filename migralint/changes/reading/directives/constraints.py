"""Reads directives about constraints."""

from __future__ import annotations

from collections.abc import Iterator

from migralint.changes.change import Change, Origin
from migralint.changes.definitions import Constraint, Reference, TableName
from migralint.changes.reading.arguments import is_true, pick, table_of, text_of
from migralint.changes.reading.constraints import sql_text, strings
from migralint.changes.values.constraints import AddConstraint, DropConstraint
from migralint.history.operation import Operation


def _named(operation: Operation, *keywords: str) -> tuple[str | None, bool]:
    name = pick(operation, 0, *keywords)
    return text_of(name), name is not None


def create_foreign_key(operation: Operation, origin: Origin) -> Iterator[Change]:
    """A new foreign key."""
    first = 1 if operation.batch else 2
    keywords = operation.keywords
    target = text_of(pick(operation, first, "referent_table", "referent"))
    schema = text_of(keywords.get("referent_schema"))
    actions = (str(keywords.get(key) or "").upper() for key in ("ondelete", "onupdate"))
    constraint = Constraint(
        "foreign key",
        *_named(operation, "constraint_name", "name"),
        columns=strings(pick(operation, first + 1, "local_cols")),
        reference=Reference(
            TableName(target, schema) if target is not None else None,
            strings(pick(operation, first + 2, "remote_cols")),
            *actions,
        ),
        not_valid=is_true(operation, "postgresql_not_valid"),
        deferred=str(keywords.get("initially") or "").upper() == "DEFERRED",
    )
    yield AddConstraint(origin, table_of(operation), constraint)


def create_key(operation: Operation, origin: Origin) -> Iterator[Change]:
    """A new primary key or UNIQUE."""
    kind = "unique" if operation.name == "create_unique_constraint" else "primary key"
    constraint = Constraint(
        kind,  # type: ignore[arg-type]
        *_named(operation, "constraint_name", "name"),
        columns=strings(pick(operation, 1 if operation.batch else 2, "columns")),
    )
    yield AddConstraint(origin, table_of(operation), constraint)


def create_check(operation: Operation, origin: Origin) -> Iterator[Change]:
    """A new CHECK."""
    constraint = Constraint(
        "check",
        *_named(operation, "constraint_name", "name"),
        text=sql_text(pick(operation, 1 if operation.batch else 2, "condition")),
        not_valid=is_true(operation, "postgresql_not_valid"),
    )
    yield AddConstraint(origin, table_of(operation), constraint)


def create_exclude(operation: Operation, origin: Origin) -> Iterator[Change]:
    """A new EXCLUDE: its elements are not read."""
    constraint = Constraint("exclude", *_named(operation, "constraint_name", "name"))
    yield AddConstraint(origin, table_of(operation), constraint)


def drop_constraint(operation: Operation, origin: Origin) -> Iterator[Change]:
    """A dropped constraint; without `type_` its kind is not known."""
    name, named = _named(operation, "constraint_name", "name")
    kind = pick(operation, 1 if operation.batch else 2, "type_")
    yield DropConstraint(
        origin,
        table_of(operation),
        name,
        named,
        text_of(kind) if kind is None or isinstance(kind, str) else "",
        cascade=is_true(operation, "cascade"),
        if_exists=is_true(operation, "if_exists"),
    )

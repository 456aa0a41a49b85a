"""Reads how sequences, schemas and views are created and dropped by objects of SQLAlchemy."""

from __future__ import annotations

from collections.abc import Iterator

from migralint.changes.change import Change, Origin
from migralint.changes.definitions import TableName
from migralint.changes.reading.arguments import is_true, text_of
from migralint.changes.values.objects import CreateObject, DropObject
from migralint.history.operation import Operation


def create_object(operation: Operation, origin: Origin) -> Iterator[Change]:
    """A new sequence, schema or view."""
    kind, name = _named(operation)
    yield CreateObject(
        origin,
        kind,
        name,
        or_replace=is_true(operation, "or_replace"),
        if_not_exists=is_true(operation, "if_not_exists"),
    )


def drop_object(operation: Operation, origin: Origin) -> Iterator[Change]:
    """One of these that is dropped."""
    kind, name = _named(operation)
    cascade, if_exists = is_true(operation, "cascade"), is_true(operation, "if_exists")
    yield DropObject(origin, kind, name, cascade=cascade, if_exists=if_exists)


def _named(operation: Operation) -> tuple[str, TableName | None]:
    """The kind, and the name where it is known."""
    kind, name = (text_of(one) for one in operation.arguments)
    return kind or "object", TableName(name, operation.schema) if name is not None else None

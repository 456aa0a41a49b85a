"""Reads how enum types are created and dropped."""

from __future__ import annotations

from collections.abc import Iterator

from migralint.changes.change import Change, Origin
from migralint.changes.definitions import TableName
from migralint.changes.reading.arguments import text_of
from migralint.changes.values.objects import CreateType, DropType
from migralint.history.operation import Operation


def create_type(operation: Operation, origin: Origin) -> Iterator[Change]:
    """An enum type created by its own `create()`."""
    values = operation.arguments[1] if len(operation.arguments) > 1 else None
    known = values if isinstance(values, tuple) and values else None
    yield CreateType(origin, _name(operation), known, check_first=True)


def drop_type(operation: Operation, origin: Origin) -> Iterator[Change]:
    """An enum type dropped by its own `drop()`."""
    yield DropType(origin, _name(operation), check_first=True)


def _name(operation: Operation) -> TableName | None:
    name = text_of(operation.arguments[0]) if operation.arguments else None
    return TableName(name, operation.schema) if name is not None else None

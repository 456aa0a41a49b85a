"""Reads how enum types are created and dropped."""

from __future__ import annotations

from collections.abc import Iterator

from migralint.changes.change import Change, Origin
from migralint.changes.parts import TableName
from migralint.changes.reading.arguments import text_of
from migralint.changes.values.objects import CreateType, DropType
from migralint.history.operation import Operation


def create_type(operation: Operation, origin: Origin) -> Iterator[Change]:
    """An enum type created by its own `create()`."""
    name = text_of(operation.arguments[0]) if operation.arguments else None
    yield CreateType(origin, TableName(name) if name is not None else None, check_first=True)


def drop_type(operation: Operation, origin: Origin) -> Iterator[Change]:
    """An enum type dropped by its own `drop()`."""
    name = text_of(operation.arguments[0]) if operation.arguments else None
    yield DropType(origin, TableName(name) if name is not None else None, check_first=True)

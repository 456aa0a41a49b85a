"""What a directive was called with: the table, and arguments by position or keyword."""

from __future__ import annotations

from migralint.changes.definitions import TableName
from migralint.history.operation import Operation


def pick(operation: Operation, position: int, *keywords: str) -> object:
    """An argument by its position or its keyword; None if it is missing.

    `position` counts the arguments of the call itself: batch operations have no leading table argument.
    """
    for keyword in keywords:
        if keyword in operation.keywords:
            return operation.keywords[keyword]
    arguments = operation.arguments
    return arguments[position] if 0 <= position < len(arguments) else None


def table_of(operation: Operation) -> TableName | None:
    """The table that an operation changes."""
    return TableName(operation.table, operation.schema) if operation.table is not None else None


def text_of(value: object) -> str | None:
    """An argument if it is literal text; None for any other value."""
    return value if isinstance(value, str) else None


def is_true(operation: Operation, keyword: str) -> bool:
    """Whether a keyword is literally True."""
    return operation.keywords.get(keyword) is True


def items_of(value: object) -> tuple[object, ...]:
    """The items of a literal list or tuple; empty for any other value."""
    return tuple(value) if isinstance(value, list | tuple) else ()

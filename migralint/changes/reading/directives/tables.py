"""Reads directives about a table as a whole."""

from __future__ import annotations

from collections.abc import Iterator

from migralint.changes.change import Change, Origin
from migralint.changes.definitions import Column, Constraint, TableName
from migralint.changes.reading.arguments import is_true, items_of, pick, table_of, text_of
from migralint.changes.reading.columns import read_column
from migralint.changes.reading.constraints import read_constraint
from migralint.changes.reading.directives.indexes import inline_index
from migralint.changes.values.indexes import CreateIndex
from migralint.changes.values.tables import BatchTable, Comment, CreateTable, DropAll, DropTable, RenameTable
from migralint.history.operation import Operation


def create_table(operation: Operation, origin: Origin) -> Iterator[Change]:
    """A new table with the parts in its call; a part that is not literal makes it incomplete."""
    columns: list[Column] = []
    constraints: list[Constraint] = []
    indexes: list[CreateIndex] = []
    table = table_of(operation)
    complete = "**" not in operation.keywords
    for argument in operation.arguments[1:]:
        if (column := read_column(argument)) is not None:
            columns.append(column)
            complete = complete and column.name is not None
        elif (constraint := read_constraint(argument)) is not None:
            constraints.append(constraint)
        elif (index := inline_index(argument, origin, table)) is not None:
            indexes.append(index)
        else:
            complete = False
    keywords = operation.keywords
    partition = keywords.get("postgresql_partition_by")
    yield CreateTable(
        origin,
        table,
        tuple(columns),
        tuple(constraints),
        tuple(indexes),
        complete,
        is_true(operation, "if_not_exists"),
        any(str(one).upper() in ("TEMPORARY", "TEMP") for one in items_of(keywords.get("prefixes"))),
        partition_by=text_of(partition) if partition is None or isinstance(partition, str) else "",
        sqlite_autoincrement=is_true(operation, "sqlite_autoincrement"),
    )


def drop_table(operation: Operation, origin: Origin) -> Iterator[Change]:
    """A dropped table."""
    yield DropTable(origin, table_of(operation), if_exists=is_true(operation, "if_exists"))


def drop_all(operation: Operation, origin: Origin) -> Iterator[Change]:
    """`metadata.drop_all()`."""
    yield DropAll(origin)


def rename_table(operation: Operation, origin: Origin) -> Iterator[Change]:
    """A renamed table; it keeps its schema."""
    new = text_of(pick(operation, 1, "new_table_name"))
    yield RenameTable(origin, table_of(operation), TableName(new, operation.schema) if new is not None else None)


def batch_alter_table(operation: Operation, origin: Origin) -> Iterator[Change]:
    """The start of a batch block."""
    recreate = operation.keywords.get("recreate", "auto")
    yield BatchTable(
        origin,
        table_of(operation),
        origin.batch or 0,
        recreate if isinstance(recreate, str) else "auto",
        frozenset(operation.keywords),
    )


def comment(operation: Operation, origin: Origin) -> Iterator[Change]:
    """A changed or removed comment of a table."""
    yield Comment(origin, table_of(operation))

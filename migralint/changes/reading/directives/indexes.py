"""Reads directives about indexes, and indexes among the arguments of create_table."""

from __future__ import annotations

from collections.abc import Iterator

from migralint.changes.change import Change, Origin
from migralint.changes.definitions import IndexPart, TableName
from migralint.changes.reading.arguments import is_true, items_of, pick, table_of, text_of
from migralint.changes.reading.constraints import sql_text
from migralint.changes.values.indexes import CreateIndex, DropIndex
from migralint.history.expression import SourceText
from migralint.history.operation import Operation


def inline_index(argument: object, origin: Origin, table: TableName | None) -> CreateIndex | None:
    """`sa.Index(…)` among the arguments of create_table; None for any other argument."""
    call = argument.call() if isinstance(argument, SourceText) else None
    if call is None or call.name != "Index":
        return None
    name = call.arguments[0] if call.arguments else None
    parts = tuple(map(index_part, call.arguments[1:]))
    return CreateIndex(origin, table, text_of(name), parts, call.keywords.get("unique") is True)


def index_part(value: object) -> IndexPart:
    """A column or an expression of an index, from its argument."""
    if isinstance(value, str):
        return IndexPart(value)
    text = sql_text(value)
    if text is None:
        source = value.text if isinstance(value, SourceText) else str(value)
        return IndexPart(source, False, ".desc()" in source or "desc(" in source)
    upper = text.upper()
    bare = text.strip().removesuffix(" DESC").removesuffix(" desc").strip('" `')
    return IndexPart(
        text, bare.isidentifier(), upper.rstrip().endswith(" DESC"), "COLLATE" if "COLLATE" in upper else ""
    )


def create_index(operation: Operation, origin: Origin) -> Iterator[Change]:
    """A new index."""
    keywords = operation.keywords
    columns = pick(operation, 1 if operation.batch else 2, "columns")
    where = keywords.get("postgresql_where", keywords.get("sqlite_where"))
    yield CreateIndex(
        origin,
        table_of(operation),
        text_of(pick(operation, 0, "index_name")),
        tuple(map(index_part, items_of(columns))),
        keywords.get("unique") is True,
        is_true(operation, "postgresql_concurrently"),
        is_true(operation, "if_not_exists"),
        is_true(operation, "postgresql_only"),
        (sql_text(where) or "") if where is not None else None,
        str(keywords.get("mysql_prefix") or keywords.get("mariadb_prefix") or "").upper(),
    )


def drop_index(operation: Operation, origin: Origin) -> Iterator[Change]:
    """A dropped index."""
    yield DropIndex(
        origin,
        table_of(operation),
        text_of(pick(operation, 0, "index_name")),
        is_true(operation, "postgresql_concurrently"),
        is_true(operation, "if_exists"),
    )

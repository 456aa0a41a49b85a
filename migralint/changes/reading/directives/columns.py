"""Reads directives about columns."""

from __future__ import annotations

from collections.abc import Iterator

from migralint.changes.change import Change, Origin
from migralint.changes.definitions import Column, Default, IndexPart
from migralint.changes.reading.arguments import is_true, pick, table_of, text_of
from migralint.changes.reading.columns import read_column
from migralint.changes.reading.constraints import sql_text
from migralint.changes.reading.defaults import read_default
from migralint.changes.reading.types import read_type
from migralint.changes.values.columns import AddColumn, AlterColumn, DropColumn, Existing
from migralint.changes.values.indexes import CreateIndex
from migralint.history.expression import SourceText
from migralint.history.operation import Operation


def add_column(operation: Operation, origin: Origin) -> Iterator[Change]:
    """A new column, and the index that `index=True` creates."""
    position = 0 if operation.batch else 1
    value = pick(operation, position, "column")
    column = read_column(value)
    if column is None:
        text = value.text if isinstance(value, SourceText) else ""
        column = Column(None, text=text, complete=False, nullable_known=False)
    table = table_of(operation)
    yield AddColumn(
        origin,
        table,
        column,
        is_true(operation, "if_not_exists"),
        is_true(operation, "inline_references"),
        is_true(operation, "inline_primary_key"),
    )
    if column.index:
        parts = (IndexPart(column.name),) if column.name is not None else ()
        yield CreateIndex(origin, table, None, parts, column.unique, by_column=True)


def drop_column(operation: Operation, origin: Origin) -> Iterator[Change]:
    """A dropped column."""
    name = text_of(pick(operation, 0 if operation.batch else 1, "column_name"))
    yield DropColumn(origin, table_of(operation), name, if_exists=is_true(operation, "if_exists"))


def _default_change(value: object) -> Default | str:
    default = read_default(value)
    return default if default is not None else "drop"


def alter_column(operation: Operation, origin: Origin) -> Iterator[Change]:
    """The new properties of a column, as far as the call specifies them."""
    keywords = operation.keywords
    name = text_of(pick(operation, 0 if operation.batch else 1, "column_name"))
    nullable = keywords.get("nullable")
    default: Default | str = "keep"
    if "server_default" in keywords and keywords["server_default"] is not False:
        default = _default_change(keywords["server_default"])
    using = keywords.get("postgresql_using")
    comment = keywords.get("comment", False)
    new_name = keywords.get("new_column_name", keywords.get("name"))
    autoincrement = keywords.get("autoincrement")
    kind = keywords.get("type_")
    yield AlterColumn(
        origin,
        table_of(operation),
        name,
        read_type(kind) if kind is not None else None,
        nullable if isinstance(nullable, bool) else None,
        default,  # type: ignore[arg-type]
        text_of(new_name),
        (using if isinstance(using, str) else sql_text(using) or "") if using is not None else None,
        comment if comment is False or isinstance(comment, str | None) else "",
        autoincrement if isinstance(autoincrement, bool) else None,
        _existing(operation),
        keywords=frozenset(keywords),
    )


def _existing(operation: Operation) -> Existing:
    keywords = operation.keywords
    existing_keywords = frozenset(name for name in keywords if name.startswith("existing_"))
    default: object = "not given"
    if "existing_server_default" in keywords:
        value = keywords["existing_server_default"]
        default = "none" if value is None or value is False else read_default(value)
    kind = keywords.get("existing_type")
    nullable, comment = keywords.get("existing_nullable"), keywords.get("existing_comment")
    autoincrement = keywords.get("existing_autoincrement")
    return Existing(
        read_type(kind) if kind is not None else None,
        nullable if isinstance(nullable, bool) else None,
        default,  # type: ignore[arg-type]
        text_of(comment),
        autoincrement if isinstance(autoincrement, bool) else None,
        existing_keywords,
    )

"""Reads the directives of `op` and of `batch_alter_table` as changes."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from migralint.changes.change import Change, Origin
from migralint.changes.parts import Column, Constraint, Default, IndexPart, Reference, TableName
from migralint.changes.reading.columns import read_column
from migralint.changes.reading.constraints import read_constraint, sql_text, strings
from migralint.changes.reading.defaults import read_default
from migralint.changes.reading.types import read_type
from migralint.changes.values.columns import AddColumn, AlterColumn, DropColumn, Existing
from migralint.changes.values.constraints import AddConstraint, DropConstraint
from migralint.changes.values.indexes import CreateIndex, DropIndex
from migralint.changes.values.objects import CreateType, DropType
from migralint.changes.values.tables import BatchTable, Comment, CreateTable, DropAll, DropTable, RenameTable
from migralint.history.expression import SourceText
from migralint.history.operation import Operation

Reader = Callable[[Operation, Origin], Iterator[Change]]


def pick(operation: Operation, position: int, *keywords: str) -> object:
    """An argument by its position or its keyword; None if it is not given.

    `position` counts as for `op`; batch operations have no table in front: count from there.
    """
    for keyword in keywords:
        if keyword in operation.keywords:
            return operation.keywords[keyword]
    arguments = operation.arguments
    return arguments[position] if 0 <= position < len(arguments) else None


def table_of(operation: Operation) -> TableName | None:
    """The table that an operation works on."""
    return TableName(operation.table, operation.schema) if operation.table is not None else None


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None


def _true(operation: Operation, keyword: str) -> bool:
    return operation.keywords.get(keyword) is True


def _create_table(operation: Operation, origin: Origin) -> Iterator[Change]:
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
        elif (index := _inline_index(argument, origin, table)) is not None:
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
        complete and not operation.bind,
        _true(operation, "if_not_exists"),
        any(str(one).upper() in ("TEMPORARY", "TEMP") for one in _items(keywords.get("prefixes"))),
        partition_by=_text(partition) if partition is None or isinstance(partition, str) else "",
        sqlite_autoincrement=_true(operation, "sqlite_autoincrement"),
    )


def _items(value: object) -> tuple[object, ...]:
    return tuple(value) if isinstance(value, list | tuple) else ()


def _inline_index(argument: object, origin: Origin, table: TableName | None) -> CreateIndex | None:
    call = argument.call() if isinstance(argument, SourceText) else None
    if call is None or call.name != "Index":
        return None
    name = call.arguments[0] if call.arguments else None
    parts = tuple(map(index_part, call.arguments[1:]))
    return CreateIndex(origin, table, _text(name), parts, call.keywords.get("unique") is True)


def index_part(value: object) -> IndexPart:
    """A column or an expression of an index, as an argument gives it."""
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


def _drop_table(operation: Operation, origin: Origin) -> Iterator[Change]:
    yield DropTable(origin, table_of(operation), if_exists=_true(operation, "if_exists"))


def _drop_all(operation: Operation, origin: Origin) -> Iterator[Change]:
    yield DropAll(origin)


def _rename_table(operation: Operation, origin: Origin) -> Iterator[Change]:
    new = _text(pick(operation, 1, "new_table_name"))
    yield RenameTable(origin, table_of(operation), TableName(new, operation.schema) if new is not None else None)


def _add_column(operation: Operation, origin: Origin) -> Iterator[Change]:
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
        _true(operation, "if_not_exists"),
        _true(operation, "inline_references"),
        _true(operation, "inline_primary_key"),
    )
    if column.index:
        parts = (IndexPart(column.name),) if column.name is not None else ()
        yield CreateIndex(origin, table, None, parts, column.unique, by_column=True)


def _drop_column(operation: Operation, origin: Origin) -> Iterator[Change]:
    name = _text(pick(operation, 0 if operation.batch else 1, "column_name"))
    yield DropColumn(origin, table_of(operation), name, if_exists=_true(operation, "if_exists"))


def _default_change(value: object) -> Default | str:
    made = read_default(value)
    return made if made is not None else "drop"


def _alter_column(operation: Operation, origin: Origin) -> Iterator[Change]:
    keywords = operation.keywords
    name = _text(pick(operation, 0 if operation.batch else 1, "column_name"))
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
        _text(new_name),
        (using if isinstance(using, str) else sql_text(using) or "") if using is not None else None,
        comment if comment is False or isinstance(comment, str | None) else "",
        autoincrement if isinstance(autoincrement, bool) else None,
        _existing(operation),
        keywords=frozenset(keywords),
    )


def _existing(operation: Operation) -> Existing:
    keywords = operation.keywords
    given = frozenset(name for name in keywords if name.startswith("existing_"))
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
        _text(comment),
        autoincrement if isinstance(autoincrement, bool) else None,
        given,
    )


def _create_index(operation: Operation, origin: Origin) -> Iterator[Change]:
    keywords = operation.keywords
    columns = pick(operation, 1 if operation.batch else 2, "columns")
    where = keywords.get("postgresql_where", keywords.get("sqlite_where"))
    yield CreateIndex(
        origin,
        table_of(operation),
        _text(pick(operation, 0, "index_name")),
        tuple(map(index_part, _items(columns))),
        keywords.get("unique") is True,
        _true(operation, "postgresql_concurrently"),
        _true(operation, "if_not_exists"),
        _true(operation, "postgresql_only"),
        (sql_text(where) or "") if where is not None else None,
        str(keywords.get("mysql_prefix") or keywords.get("mariadb_prefix") or "").upper(),
    )


def _drop_index(operation: Operation, origin: Origin) -> Iterator[Change]:
    yield DropIndex(
        origin,
        table_of(operation),
        _text(pick(operation, 0, "index_name")),
        _true(operation, "postgresql_concurrently"),
        _true(operation, "if_exists"),
    )


def _named(operation: Operation, *keywords: str) -> tuple[str | None, bool]:
    name = pick(operation, 0, *keywords)
    return _text(name), name is not None


def _create_foreign_key(operation: Operation, origin: Origin) -> Iterator[Change]:
    first = 1 if operation.batch else 2
    keywords = operation.keywords
    target = _text(pick(operation, first, "referent_table", "referent"))
    schema = _text(keywords.get("referent_schema"))
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
        not_valid=_true(operation, "postgresql_not_valid"),
        deferred=str(keywords.get("initially") or "").upper() == "DEFERRED",
    )
    yield AddConstraint(origin, table_of(operation), constraint)


def _create_key(operation: Operation, origin: Origin) -> Iterator[Change]:
    kind = "unique" if operation.name == "create_unique_constraint" else "primary key"
    constraint = Constraint(
        kind,  # type: ignore[arg-type]
        *_named(operation, "constraint_name", "name"),
        columns=strings(pick(operation, 1 if operation.batch else 2, "columns")),
    )
    yield AddConstraint(origin, table_of(operation), constraint)


def _create_check(operation: Operation, origin: Origin) -> Iterator[Change]:
    constraint = Constraint(
        "check",
        *_named(operation, "constraint_name", "name"),
        text=sql_text(pick(operation, 1 if operation.batch else 2, "condition")),
        not_valid=_true(operation, "postgresql_not_valid"),
    )
    yield AddConstraint(origin, table_of(operation), constraint)


def _create_exclude(operation: Operation, origin: Origin) -> Iterator[Change]:
    constraint = Constraint("exclude", *_named(operation, "constraint_name", "name"))
    yield AddConstraint(origin, table_of(operation), constraint)


def _drop_constraint(operation: Operation, origin: Origin) -> Iterator[Change]:
    name, named = _named(operation, "constraint_name", "name")
    kind = pick(operation, 1 if operation.batch else 2, "type_")
    yield DropConstraint(
        origin,
        table_of(operation),
        name,
        named,
        _text(kind) if kind is None or isinstance(kind, str) else "",
        if_exists=_true(operation, "if_exists"),
    )


def _batch(operation: Operation, origin: Origin) -> Iterator[Change]:
    recreate = operation.keywords.get("recreate", "auto")
    yield BatchTable(
        origin,
        table_of(operation),
        origin.batch or 0,
        recreate if isinstance(recreate, str) else "auto",
        frozenset(operation.keywords),
    )


def _comment(operation: Operation, origin: Origin) -> Iterator[Change]:
    yield Comment(origin, table_of(operation))


def _create_type(operation: Operation, origin: Origin) -> Iterator[Change]:
    name = _text(operation.arguments[0]) if operation.arguments else None
    yield CreateType(origin, TableName(name) if name is not None else None, check_first=True)


def _drop_type(operation: Operation, origin: Origin) -> Iterator[Change]:
    name = _text(operation.arguments[0]) if operation.arguments else None
    yield DropType(origin, TableName(name) if name is not None else None, check_first=True)


DIRECTIVES: dict[str, Reader] = {
    "add_column": _add_column,
    "alter_column": _alter_column,
    "batch_alter_table": _batch,
    "create_check_constraint": _create_check,
    "create_exclude_constraint": _create_exclude,
    "create_foreign_key": _create_foreign_key,
    "create_index": _create_index,
    "create_primary_key": _create_key,
    "create_table": _create_table,
    "create_table_comment": _comment,
    "create_type": _create_type,
    "create_unique_constraint": _create_key,
    "drop_all": _drop_all,
    "drop_column": _drop_column,
    "drop_constraint": _drop_constraint,
    "drop_index": _drop_index,
    "drop_table": _drop_table,
    "drop_table_comment": _comment,
    "drop_type": _drop_type,
    "rename_table": _rename_table,
}
"""Readers by the name of the directive; whatever runs SQL is read elsewhere."""

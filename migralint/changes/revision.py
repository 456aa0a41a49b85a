"""All changes of one revision file, in source order."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator

from msgspec import Struct
from msgspec.structs import replace

from migralint.changes.change import Change, Origin, Unread
from migralint.changes.definitions import TableName
from migralint.changes.reading.arguments import table_of
from migralint.changes.reading.core import read_core
from migralint.changes.reading.directives.catalog import DIRECTIVES, OF_OBJECTS
from migralint.changes.sql.split import Statement, split
from migralint.changes.sql.statements import read_statement
from migralint.changes.values.columns import AddColumn
from migralint.changes.values.connection import AskDatabase, Transaction
from migralint.changes.values.data import ChangeData, Orm, Select
from migralint.history.file import RevisionFile
from migralint.history.operation import HOLE, OPAQUE, Around, Operation
from migralint.source.location import Location
from migralint.sql.tokens import without_nested_comments

_ORM = frozenset(
    {
        "query", "add", "add_all", "delete", "merge", "flush", "bulk_save_objects", "bulk_insert_mappings",
        "bulk_update_mappings",
    }
)  # fmt: skip
_ONLY_ASKS = re.compile(
    r"(?:^|[._])(?:exists?|has_\w+|is_\w+|get_\w+|inspect\w*|should_\w+|can_\w+|\w+_exists?|assert_\w+|log\w*|print)$"
    r"|(?:^|\.)_?(?:log|logger|logging|re|rx|json|time|warnings|click|typer|textwrap|uuid|datetime)\.\w+$"
    r"|(?:Exception|Error|Warning)$",
    re.IGNORECASE,
)
"""Names of functions that only query, and change nothing."""
_MAKES = re.compile(
    r"(?:^|[._])(?:create|drop|add|alter|rename|batch|execute|upgrade|downgrade|migrate|run|apply|wipe|delete|insert"
    r"|update|set|exec|sql|ddl)(?:_|$|s\b)",
    re.IGNORECASE,
)
"""Names of functions that may change something even if they do not receive `op`: they can import it themselves."""
_NESTING = ("cockroachdb", "mssql", "postgresql", "redshift")
"""The dialects for which a comment may hold another one."""
_ASKS = frozenset({"get_bind", "get_context", "f", "inline_literal"})


class RevisionChanges(Struct, frozen=True):
    """The changes of the two functions of a file."""

    upgrade: tuple[Change, ...] = ()
    downgrade: tuple[Change, ...] = ()


def read_changes(file: RevisionFile, runs: Callable[[Around], bool] = lambda _around: True) -> RevisionChanges:
    """The changes of both functions of a file; `runs` tells whether operations under a given guard are relevant."""
    operations = [operation for operation in file.operations if runs(operation.around)]
    return RevisionChanges(
        tuple(_read((operation for operation in operations if operation.function == "upgrade"), runs)),
        tuple(_read((operation for operation in operations if operation.function == "downgrade"), runs)),
    )


def _read(operations: Iterable[Operation], runs: Callable[[Around], bool]) -> Iterator[Change]:
    blocks = 0
    block: dict[tuple[str | None, str | None], int] = {}
    for operation in operations:
        if operation.name == "batch_alter_table":
            block[operation.table, operation.schema] = blocks
            blocks += 1
        number = block.get((operation.table, operation.schema)) if operation.batch or blocks else None
        for change in _changes(operation, number):
            around = change.origin.operation.around
            if around is operation.around or runs(around):
                yield change


def _changes(operation: Operation, block: int | None) -> Iterator[Change]:
    form = "batch" if operation.batch else "op"
    origin = Origin(operation, form, operation.location, batch=block if operation.batch else None)  # type: ignore[arg-type]
    name = operation.name
    if name == OPAQUE:
        called = operation.around.executed
        if only_asks(operation):
            yield AskDatabase(origin, "asked")
        elif operation.arguments or not called or _MAKES.search(called) is not None:
            yield Unread(origin, "code", called)
    elif name == "batch_alter_table":
        yield from DIRECTIVES[name](operation, replace(origin, batch=block))
    elif name in DIRECTIVES:
        yield from DIRECTIVES[name](operation, replace(origin, form="core") if operation.bind else origin)
    elif name in OF_OBJECTS and operation.bind:
        yield from OF_OBJECTS[name](operation, replace(origin, form="core"))
    elif name in ("commit", "rollback") and operation.bind:
        yield Transaction(origin, name.upper())
    elif operation.bind and name in _ORM:
        yield Orm(origin, name)
    elif name in _ASKS:
        called = operation.around.executed.rpartition(".")[2]
        if "ession" in called:
            yield Orm(origin, called)
        else:
            yield AskDatabase(origin, "asked" if called else name)
    elif operation.verb:
        yield from read_core(operation, replace(origin, form="core"))
    elif name == "bulk_insert":
        yield ChangeData(origin, table_of(operation), "insert", rows=True)
    elif operation.sql or operation.template:
        yield from _sql(operation)
    elif operation.around.executed:
        yield from _executed(operation, replace(origin, form="core"))
    else:
        yield Unread(origin, "value" if name == "execute" else "code", name)


def only_asks(operation: Operation) -> bool:
    """Whether a call that cannot be followed is named like a query, which changes nothing."""
    return _ONLY_ASKS.search(operation.around.executed) is not None


def may_only_ask(operation: Operation) -> bool:
    """Whether a call that cannot be followed may be a query: its result is tested, and its name does not suggest a
    change."""
    return operation.name == OPAQUE and operation.around.tested and _MAKES.search(operation.around.executed) is None


def _executed(operation: Operation, origin: Origin) -> Iterator[Change]:
    """An executed expression that is not text: a statement of Core, or an unreadable value."""
    changes = tuple(read_core(operation, origin))
    yield from changes or (Unread(origin, "value", operation.around.executed),)


def _sql(operation: Operation) -> Iterator[Change]:
    for text in operation.sql or (operation.template,):
        nested = without_nested_comments(text)
        if nested is None:
            yield from _statements(operation, text)
            continue
        for narrowed, read in ((_where_comments_nest(operation), nested), (_where_they_do_not(operation), text)):
            yield from _statements(narrowed, read)


def _where_comments_nest(operation: Operation) -> Operation:
    only = operation.around.only
    left = _NESTING if only is None else tuple(one for one in only if one in _NESTING)
    return replace(operation, around=replace(operation.around, only=left))


def _where_they_do_not(operation: Operation) -> Operation:
    without = tuple(sorted({*operation.around.without, *_NESTING}))
    return replace(operation, around=replace(operation.around, without=without))


def _statements(operation: Operation, text: str) -> Iterator[Change]:
    for statement in split(text):
        around = operation.around
        used = operation
        if statement.guarded:
            used = replace(operation, around=replace(around, asked=True, caught=True))
        location = operation.location
        if around.line:
            location = _place(location.path, around.line + statement.line, statement)
        holes = HOLE in statement.sql
        origin = Origin(used, "sql", location, statement.sql, holes, number=statement.number)
        yield from read_statement(origin, statement.tokens)


def _place(path: str, line: int, statement: Statement) -> Location:
    """The location of a statement: its first line, if the file contains its text line by line."""
    if not statement.line:
        return Location(path, line)  # the quotes stand on the same line, so the column of the statement is not known
    first = statement.sql.partition("\n")[0]
    return Location(path, line, statement.column, line, statement.column + len(first))


def tables_named(change: Change) -> tuple[TableName, ...]:
    """The tables that a change modifies or reads, as far as it names them."""
    named: list[TableName] = []
    table = getattr(change, "table", None)
    if isinstance(table, TableName):
        named.append(table)
    if isinstance(change, ChangeData | Select):
        named += change.reads
    if isinstance(change, AddColumn):
        named += (
            one.reference.table
            for one in change.column.foreign_keys
            if one.reference and one.reference.table is not None
        )
    return tuple(named)
